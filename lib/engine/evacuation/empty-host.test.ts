import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Placement } from '../cluster/placement.ts';
import { Permissions } from '../constraints/permissions.ts';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { HostEmptier } from './empty-host.ts';

/** Memory of the VMs on each host; the first host is to be emptied. */
type Sizes = number[][];

function emptying(sizes: Sizes) {
  const cluster = clusterOf({
    hosts: sizes.map((_, h) => host(`h${h}`, { memoryMiB: 10 })),
    vms: sizes.flatMap((own, h) => own.map((memoryMiB, i) => vm(`v${h}${i}`, `h${h}`, { memoryMiB }))),
  });
  const placement = new Placement(cluster);
  const isEmptied = Uint8Array.from(cluster.hosts, (_, h) => (h === 0 ? 1 : 0));
  const targets = Int32Array.from([...sizes.keys()].slice(1));
  const task = { cluster, placement, permissions: new Permissions(cluster), isEmptied, targets };
  const emptier = new HostEmptier(task);
  return { verdict: emptier.empty([...placement.residentsOf(0)], 'thorough'), emptier };
}

/** The fewest VMs that must change hosts, found by trying all placements. Infinity if no placement is valid. */
function minMoves(sizes: Sizes): number {
  const vms = sizes.flatMap((own, home) => own.map((size) => ({ size, home })));
  const free: number[] = sizes.map((_, h) => (h === 0 ? 0 : 10));
  const best = (i: number, moved: number): number => {
    const found = vms[i];
    if (found === undefined) return moved;
    let least = Number.POSITIVE_INFINITY;
    for (const [h, freeGib] of free.entries()) {
      if (freeGib < found.size) continue;
      free[h] = freeGib - found.size;
      least = Math.min(least, best(i + 1, moved + (h === found.home ? 0 : 1)));
      free[h] = freeGib;
    }
    return least;
  };
  return best(0, 0);
}

describe('HostEmptier', () => {
  it('makes room through a chain of moves, with the fewest moves', () => {
    const sizes = [[6], [5, 3], [4, 4], [7]];
    const { verdict, emptier } = emptying(sizes);
    expect(verdict).toBe('found');
    expect(emptier.order().moves).toHaveLength(minMoves(sizes));
  });

  it('proves that there is no placement, and then leaves everything in place', () => {
    const { verdict, emptier } = emptying([[6], [7], [7], [7]]);
    expect(verdict).toBe('no-place');
    expect(emptier.order().moves).toEqual([]);
  });

  it('finds an answer for every small cluster that has one, with nearly the fewest moves if no VM has to be parked', () => {
    const anySizes = fc
      .array(fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }), { minLength: 2, maxLength: 4 })
      .map((sizes) =>
        sizes.map((own) => own.filter((_, i) => own.slice(0, i + 1).reduce((a, b) => a + b, 0) <= 10)),
      );
    fc.assert(
      fc.property(anySizes, (sizes) => {
        const least = minMoves(sizes);
        const { verdict, emptier } = emptying(sizes);
        if (least === Number.POSITIVE_INFINITY) expect(verdict).toBe('no-place');
        else expect(['found', 'no-way']).toContain(verdict);
        if (verdict !== 'found') return;
        const { moves } = emptier.order();
        const parked = moves.length - new Set(moves.map(({ vm: id }) => id)).size;
        expect(moves.length).toBeGreaterThanOrEqual(least);
        if (parked === 0) expect(moves.length).toBeLessThanOrEqual(least + 1);
      }),
      { numRuns: 200, seed: 20260131 },
    );
  });
});
