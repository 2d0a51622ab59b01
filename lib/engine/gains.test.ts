import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBalance } from './balance.ts';
import { anySnapshot, host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const gainsOf = ({ moves }: ReturnType<typeof planBalance>) =>
  moves.flatMap(({ reason }) => (reason.code === 'even-load' ? [Number(reason.facts.gain)] : []));

/** Ten hosts with even memory. Every other host has 60 % CPU load and the rest have 20 %, so CPU load should move. */
const alternating = () => {
  const small = (h: number, i: number) =>
    vm(`v${h}-${i}`, `h${h}`, { memoryMiB: 4_000, demand: { cpuMhz: h % 2 === 0 ? 1_000 : 333 } });
  const rest = (h: number) =>
    vm(`rest${h}`, `h${h}`, { memoryMiB: 26_000, demand: { cpuMhz: 0 }, localDevices: ['gpu'] });
  const all = Array.from({ length: 10 }, (_, h) => h);
  return snapshotOf({
    hosts: all.map((h) => host(`h${h}`)),
    vms: all.flatMap((h) => [...Array.from({ length: 6 }, (_, i) => small(h, i)), rest(h)]),
  });
};

describe('the reported gain of a move', () => {
  it('is the gain for which the move was chosen, even if the spread of all hosts rises', () => {
    const plan = planBalance(alternating(), policyOf({ maxMoves: 1 }));
    expect(plan.moves).toHaveLength(1);
    expect(plan.after.spread).toBeGreaterThan(plan.before.spread);
    expect(plan.moves[0]?.reason).toMatchObject({
      code: 'even-load',
      facts: {
        resource: 'cpu',
        sourceAfterPercent: 50,
        destinationAfterPercent: 30,
        sourceWithoutPercent: 60,
        destinationWithoutPercent: 20,
      },
    });
    // x (d - x) of CPU, less the same for memory: .1 x .3 - .04 x .04
    expect(gainsOf(plan)[0]).toBeCloseTo(0.0284, 3);
  });

  it('shows for each half of an exchange the result without that half', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [
        vm('busy', 'a', { memoryMiB: 10_000, demand: { cpuMhz: 6_000 } }),
        vm('calm', 'a', { memoryMiB: 30_000, demand: { cpuMhz: 500 } }),
        vm('fat', 'b', { memoryMiB: 60_000, demand: { cpuMhz: 500 } }),
        vm('lean', 'b', { memoryMiB: 20_000, demand: { cpuMhz: 500 } }),
      ],
    });
    const plan = planBalance(snapshot, policyOf({ aggressiveness: 5 }));
    for (const { reason } of plan.moves) {
      const { sourceAfterPercent, destinationAfterPercent } = reason.facts;
      const { sourceWithoutPercent, destinationWithoutPercent } = reason.facts;
      const apart = (a: unknown, b: unknown) => Math.abs(Number(a) - Number(b));
      expect(apart(sourceAfterPercent, destinationAfterPercent)).toBeLessThan(
        apart(sourceWithoutPercent, destinationWithoutPercent),
      );
    }
    expect(gainsOf(plan).length).toBeGreaterThan(0);
  });

  it('is always positive where a move only improves evenness', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const plan = planBalance({ ...snapshot, rules: [] }, policyOf(), { budget: 300 });
        if (plan.before.overloadedHosts > 0) return;
        for (const gain of gainsOf(plan)) expect(gain).toBeGreaterThan(0);
      }),
      { numRuns: 100, seed: 20261129 },
    );
  });
});
