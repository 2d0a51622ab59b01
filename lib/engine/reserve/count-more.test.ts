import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { countMoreVms } from './count-more.ts';
import { surviveEachFailure } from './survive-failure.ts';

const LIMIT_MIB = 12;

type Sizes = readonly (readonly number[])[];

const clusterOf = (sizes: Sizes) =>
  snapshotOf({
    hosts: sizes.map((_, h) => host(`h${h}`, { memoryMiB: LIMIT_MIB })),
    vms: sizes.flatMap((own, h) => own.map((memoryMiB, i) => vm(`v${h}${i}`, `h${h}`, { memoryMiB }))),
  });

const isSafe = (sizes: Sizes): boolean =>
  sizes.every((own) => own.reduce((sum, size) => sum + size, 0) <= LIMIT_MIB) &&
  surviveEachFailure(clusterOf(sizes), policyOf()).every(({ verdict }) => verdict === 'found');

/** By trying every way to add them. */
function most(sizes: Sizes, size: number): number {
  if (!isSafe(sizes)) return 0;
  let best = 0;
  const tried = new Set<string>();
  const add = (now: Sizes, count: number): void => {
    best = Math.max(best, count);
    for (const [h] of now.entries()) {
      const next = now.map((own, i) => (i === h ? [...own, size] : own));
      const key = JSON.stringify(next);
      if (tried.has(key)) continue;
      tried.add(key);
      if (isSafe(next)) add(next, count + 1);
    }
  };
  add(sizes, 0);
  return best;
}

const count = (sizes: Sizes, memoryMiB: number, overheadMiB = 0) =>
  countMoreVms(clusterOf(sizes), policyOf(), { vcpus: 1, memoryMiB, overheadMiB });

describe('how many more VMs fit', () => {
  it('is never more than what every host can fail with, and nearly always as many', () => {
    const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }), {
      minLength: 2,
      maxLength: 3,
    });
    let [found, possible] = [0, 0];
    fc.assert(
      fc.property(sizes, fc.integer({ min: 3, max: 5 }), (hosts, size) => {
        const [ours, best] = [count(hosts, size), most(hosts, size)];
        expect(ours).toBeLessThanOrEqual(best);
        found += ours;
        possible += best;
      }),
      { numRuns: 30, seed: 15 },
    );
    expect(found / possible).toBeGreaterThan(0.95);
  });

  it('finds one more where one that was added has to go to another host first', () => {
    const hosts = [[4, 4, 1], [], [3, 1, 1, 1]];
    expect([count(hosts, 3), most(hosts, 3)]).toEqual([3, 3]);
  });

  it('counts what the hypervisor needs for each', () => {
    expect(count([[], []], 4)).toBe(3);
    expect(count([[], []], 4, 2)).toBe(2);
  });

  it('is none where a failure is not survived even now, or no host is left over', () => {
    expect(count([[12], [12]], 1)).toBe(0);
    expect(count([[1]], 1)).toBe(0);
  });

  it('goes only to hosts with enough cores', () => {
    const hosts = [host('h0', { cpuCores: 2 }), host('h1', { cpuCores: 8 })];
    const size = { vcpus: 4, memoryMiB: 1000, overheadMiB: 0 };
    expect(countMoreVms(snapshotOf({ hosts, vms: [] }), policyOf(), size)).toBe(0);
  });
});
