import { describe, expect, it } from 'vitest';
import { planBalance } from '../balance.ts';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';

/** Sizes without a pattern, so that the nearest optimum is rarely the best one. */
const snapshot = snapshotOf({
  hosts: Array.from({ length: 6 }, (_, i) => host(`h${i}`)),
  vms: Array.from({ length: 36 }, (_, i) =>
    vm(`v${i}`, `h${i % 3}`, {
      memoryMiB: 2_000 + ((i * 7919) % 53) * 100,
      demand: { cpuMhz: 100 + ((i * 104_729) % 41) * 15 },
    }),
  ),
});

describe('anneal', () => {
  const policy = policyOf({ objective: 'spread', minGain: 0, maxMoves: 14 });

  it('is reproducible with the same seed, and differs with another', () => {
    const plan = (seed: number) => JSON.stringify(planBalance(snapshot, policy, { seed }).moves);
    expect(plan(7)).toBe(plan(7));
    expect(new Set([1, 2, 3, 4, 5].map(plan)).size).toBeGreaterThan(1);
  });

  it('improves on the best-first search within the same number of moves', () => {
    // This budget is used up by the best-first steps. Nothing is left for annealing.
    const before = planBalance(snapshot, policy, { budget: 12_000 });
    const after = planBalance(snapshot, policy);
    expect(after.after.spread).toBeLessThan(before.after.spread);
    expect(after.moves.length).toBeLessThanOrEqual(14);
  });

  it('moves nothing where no move is needed', () => {
    const even = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b'), vm('x', 'a'), vm('y', 'b')],
    });
    expect(planBalance(even, policy).moves).toEqual([]);
  });
});
