import { describe, expect, it } from 'vitest';
import { Policy } from '../../model/policy.ts';
import { Snapshot } from '../../model/snapshot.ts';
import { type PolicyCase, policyEffect } from './policy-effect.ts';
import { type PastDemand, replayDay } from './replay-day.ts';

const NOON = Date.UTC(2026, 10, 30, 12); // a Monday
const STEP_SECONDS = 600;

/** Three hosts of 4 cores of 2500 MHz; VMs by name: on h1, 2 vCPUs. */
function cluster(names: readonly string[]): Snapshot {
  return Snapshot.parse({
    takenAt: new Date(NOON).toISOString(),
    hosts: ['h1', 'h2', 'h3'].map((id) => ({ id, cpuCores: 4, cpuMhz: 10_000, memoryMiB: 65_536 })),
    vms: names.map((id) => ({ id, hostId: 'h1', vcpus: 2, memoryMiB: 1024, demand: { cpuMhz: 500 } })),
  });
}

/** Cores of each VM in each step of ten minutes, the last of them at noon. */
function past(cores: Record<string, (number | null)[]>): PastDemand {
  const [steps = []] = Object.values(cores);
  const at = steps.map((_, i) => NOON - (steps.length - 1 - i) * STEP_SECONDS * 1000);
  return { at, stepSeconds: STEP_SECONDS, cores: new Map(Object.entries(cores)) };
}

const names = ['a', 'b', 'c', 'd'];
const busy = (steps: number) => Object.fromEntries(names.map((name) => [name, Array(steps).fill(0.95)]));
const replay = (policy: Partial<Policy>, steps = 12) =>
  replayDay({ snapshot: cluster(names), policy: Policy.parse(policy) }, past(busy(steps)));

describe('a day that is replayed', () => {
  it('counts the minutes of overloaded hosts, and moves nothing in mode off', () => {
    expect(replay({ mode: 'off' })).toMatchObject({ moves: 0, overloadedHostMinutes: 120 });
  });

  it('has an overload for one step if suggestions are approved at once', () => {
    const { moves, overloadedHostMinutes } = replay({ mode: 'suggest' });
    expect(moves).toBeGreaterThan(0);
    expect(overloadedHostMinutes).toBe(10);
    expect(replay({ mode: 'suggest' })).toEqual(replay({ mode: 'suggest' }));
  });

  it('moves only in windows, and only as much in an hour as the policy allows', () => {
    const windows = [{ days: [1], from: '11:30', to: '13:00' }];
    expect(replay({ mode: 'automatic', windows }).overloadedHostMinutes).toBe(90); // from 10:10 to 11:30
    expect(replay({ mode: 'automatic', blackouts: windows }).overloadedHostMinutes).toBe(10);
    expect(replay({ mode: 'automatic', timeZone: 'Asia/Tokyo', windows }).moves).toBe(0);
    expect(replay({ mode: 'automatic', movesPerHour: 1 }, 6).moves).toBe(1);
  });

  it('waits for as long as the policy holds', () => {
    expect(replay({ mode: 'automatic', holdSeconds: 1800 }).overloadedHostMinutes).toBe(40);
  });

  it('relieves and does not balance in mode urgent', () => {
    const uneven = past(Object.fromEntries(names.map((name) => [name, Array(12).fill(0.4)])));
    const moves = (mode: Policy['mode']) =>
      replayDay({ snapshot: cluster(names), policy: Policy.parse({ mode, aggressiveness: 5 }) }, uneven)
        .moves;
    expect(moves('urgent')).toBe(0);
    expect(moves('automatic')).toBeGreaterThan(0);
    expect(replay({ mode: 'urgent' }).overloadedHostMinutes).toBe(10);
  });

  it('keeps what is known now of a VM that was not measured', () => {
    const unknown = past(Object.fromEntries(names.map((name) => [name, [null, null]])));
    const figures = replayDay({ snapshot: cluster(names), policy: Policy.parse({}) }, unknown);
    expect(figures).toMatchObject({ overloadedHostMinutes: 0, moves: 0 });
  });
});

describe('the effect of a change', () => {
  const now: PolicyCase = {
    snapshot: cluster(names),
    policy: Policy.parse({}),
    usualMhz: new Map(names.map((name) => [name, 2200])),
  };
  const withPolicy = (policy: Partial<Policy>): PolicyCase => ({ ...now, policy: Policy.parse(policy) });

  it('compares a plan now, and the day', () => {
    const effect = policyEffect({ before: now, after: withPolicy({ mode: 'off' }), past: past(busy(12)) });
    expect(effect.now.before.moves).toBeGreaterThan(0);
    expect(effect.now.before.spreadAfter).toBeLessThan(effect.now.before.spread);
    expect(effect.now.after).toMatchObject({ moves: 0, spreadAfter: effect.now.before.spread });
    expect(effect.day?.before.overloadedHostMinutes).toBe(10);
    expect(effect.day?.after.overloadedHostMinutes).toBe(120);
  });

  it('tells what each aggressiveness would move, whatever the mode and the minimum gain', () => {
    const { movesByLevel } = policyEffect({
      before: now,
      after: withPolicy({ mode: 'off', minGain: 1 }),
      past: past({}),
    });
    expect(movesByLevel).toHaveLength(5);
    expect(movesByLevel[4]).toBeGreaterThan(0);
    expect(movesByLevel).toEqual([...movesByLevel].sort((a, b) => a - b));
  });

  it('has no day if nothing was measured', () => {
    expect(policyEffect({ before: now, after: now, past: past({}) }).day).toBeNull();
  });
});
