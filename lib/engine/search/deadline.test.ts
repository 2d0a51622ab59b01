import { describe, expect, it } from 'vitest';
import { planBalance } from '../balance.ts';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { Deadline } from './deadline.ts';

/** A clock that advances by the given number of milliseconds at each reading. */
function clockOf(stepMs: number) {
  const clock = { readings: 0, now: () => clock.readings++ * stepMs };
  return clock;
}

describe('Deadline', () => {
  it('has passed when the time is up, and stays passed', () => {
    const deadline = new Deadline({ milliseconds: 25, now: clockOf(10).now });
    const asked = [0, 10_000, 20_000, 30_000, 40_000].map((spent) => deadline.isPast(spent));
    expect(asked).toEqual([false, false, true, true, true]);
  });

  it('reads the clock rarely', () => {
    const clock = clockOf(1);
    const deadline = new Deadline({ milliseconds: 1_000, now: clock.now });
    for (let spent = 0; spent < 40_960; spent++) deadline.isPast(spent);
    expect(clock.readings).toBe(11);
  });
});

describe('planBalance with a time limit', () => {
  const snapshot = snapshotOf({
    hosts: Array.from({ length: 6 }, (_, i) => host(`h${i}`)),
    vms: Array.from({ length: 36 }, (_, i) =>
      vm(`v${i}`, `h${i % 3}`, {
        memoryMiB: 2_000 + ((i * 7919) % 53) * 100,
        demand: { cpuMhz: 100 + ((i * 104_729) % 41) * 15 },
      }),
    ),
  });
  const policy = policyOf({ objective: 'spread', minGain: 0, maxMoves: 14 });
  const within = (milliseconds: number) =>
    planBalance(snapshot, policy, { budget: { milliseconds, now: clockOf(1).now } });

  it('returns the best result so far: nothing at first, more with more time', () => {
    expect(within(0).moves).toEqual([]);
    const [little, much] = [within(3), within(100)];
    expect(little.after.spread).toBeLessThan(little.before.spread);
    expect(much.after.spread).toBeLessThanOrEqual(little.after.spread);
  });

  it('makes the same plan for the same readings of the clock', () => {
    expect(JSON.stringify(within(20))).toBe(JSON.stringify(within(20)));
  });
});
