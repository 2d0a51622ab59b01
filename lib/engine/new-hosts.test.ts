import { describe, expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot } from '../model/snapshot.ts';
import { planBalance } from './balance.ts';
import { carriedOut } from './testing/carried-out.ts';

const BUSY_VMS = 40;

/** Equally busy hosts, and new hosts that are empty (after apache/cloudstack#8629, gyptazy/ProxLB#112). */
function withNewHosts(busy: number, fresh: number): Snapshot {
  const vmsOf = (host: number) =>
    Array.from({ length: BUSY_VMS }, (_, i) => ({
      id: `v${host}-${i}`,
      hostId: `h${host}`,
      memoryMiB: [4096, 8192, 8192, 12_288][i % 4],
      demand: { cpuMhz: 1000 + 500 * ((i + host) % 5) },
    }));
  return Snapshot.parse({
    hosts: Array.from({ length: busy + fresh }, (_, i) => ({
      id: `h${i}`,
      cpuMhz: 166_400,
      memoryMiB: 524_288,
    })),
    vms: Array.from({ length: busy }, (_, host) => vmsOf(host)).flat(),
  });
}

const MAX_PLANS = 20;

describe('new, empty hosts', () => {
  it.each([
    [3, 1],
    [8, 2],
    [16, 16],
    [64, 8],
  ])(
    'beside %i busy ones, %i are used: the spread at least halves, in one plan or in several',
    (busy, fresh) => {
      const begun = withNewHosts(busy, fresh);
      const { before, after } = planBalance(begun, Policy.parse({ maxMoves: null }));
      expect(after.spread).toBeLessThan(before.spread / 2);

      const policy = Policy.parse({});
      let [snapshot, plan] = [begun, planBalance(begun, policy)];
      for (let plans = 1; plan.moves.length > 0 && plans < MAX_PLANS; plans++) {
        snapshot = carriedOut(snapshot, plan.moves);
        plan = planBalance(snapshot, policy);
      }
      expect(plan.moves).toEqual([]);
      expect(plan.after.spread).toBeLessThan(before.spread / 2);
    },
    60_000,
  );
});

describe('the value of a move', () => {
  /** A VM of 10 percentage points, two hosts whose loads are `distance` apart, and other hosts halfway between. */
  const pairAmong = (others: number, distance: number) =>
    Snapshot.parse({
      hosts: Array.from({ length: others + 2 }, (_, i) => ({
        id: `h${i}`,
        cpuMhz: 10_000,
        memoryMiB: 65_536,
      })),
      vms: [
        { id: 'v', hostId: 'h0', memoryMiB: 1, demand: { cpuMhz: 1000 } },
        ...Array.from({ length: others + 2 }, (_, i) => ({
          id: `fixed${i}`,
          hostId: `h${i}`,
          memoryMiB: 1,
          automation: 'manual',
          demand: { cpuMhz: i === 0 ? 2000 + 50 * distance : i === 1 ? 3000 - 50 * distance : 3000 },
        })),
      ],
    });

  it.each([0, 1, 6, 30, 98])('does not depend on %i other hosts', (others) => {
    const movesOf = (distance: number) =>
      planBalance(pairAmong(others, distance), Policy.parse({})).moves.map(({ vmId }) => vmId);
    expect(movesOf(24)).toEqual([]);
    expect(movesOf(32)).toEqual(['v']);
  });

  it('is compared with the minimum gain of the policy if it has one', () => {
    const movesWith = (minGain: number) =>
      planBalance(pairAmong(6, 40), Policy.parse({ minGain })).moves.map(({ vmId }) => vmId);
    expect(movesWith(0.01)).toEqual(['v']);
    expect(movesWith(0.05)).toEqual([]);
  });
});
