import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { groupInTurn } from './fill-waves.ts';
import { findSafeOrder } from './safe-order.ts';
import { Transit } from './transit.ts';

const anywhere = {
  keepsThresholds: false,
  mayPark: () => true,
  mayStepAside: () => true,
  mayParkAgain: true,
};
const sized = (id: string, at: string, gib: number) => vm(id, at, { memoryMiB: gib * 1000 });

describe('findSafeOrder', () => {
  it('finds the order where a move that could start at once would block the others', () => {
    // Host b has 30 free, so x (30) could move there at once. Then y (40) could never move to c, which waits for z (30) to move to b.
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [
        sized('b0', 'b', 30),
        sized('c0', 'c', 40),
        sized('x', 'a', 30),
        sized('y', 'b', 40),
        sized('z', 'c', 30),
      ],
    });
    const groups = [[{ vm: 2, to: 1 }], [{ vm: 3, to: 2 }], [{ vm: 4, to: 1 }]];
    const steps = findSafeOrder(cluster, groups, anywhere, 100);
    expect(steps?.map(({ vm: id }) => cluster.vms[id]?.id)).toEqual(['z', 'y', 'x']);
  });

  it('moves a VM aside for a while if nothing else helps, and brings it back', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b', { memoryMiB: 110_000 }), host('c', { memoryMiB: 20_000 })],
      vms: [sized('still', 'b', 20), sized('v', 'a', 60), sized('w', 'b', 45)],
    });
    const swap = [[{ vm: 1, to: 1 }], [{ vm: 2, to: 0 }]];
    expect(findSafeOrder(cluster, swap, { ...anywhere, mayStepAside: () => false }, 100)).toBeNull();
    expect(findSafeOrder(cluster, swap, anywhere, 100)).toEqual([
      { vm: 0, to: 0, forVm: 1 },
      { vm: 1, to: 1, forVm: null },
      { vm: 2, to: 0, forVm: null },
      { vm: 0, to: 1, forVm: null },
    ]);
  });

  it('delays a VM whose final place blocks nobody if another VM must wait there first', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c'), host('d')],
      vms: [sized('u', 'a', 60), sized('v', 'b', 60), sized('w', 'c', 60)],
    });
    const cycle = [[{ vm: 0, to: 3 }], [{ vm: 1, to: 2 }], [{ vm: 2, to: 1 }]];
    const mayPark = (_: number, to: number) => to === 3;
    const steps = findSafeOrder(cluster, cycle, { ...anywhere, mayPark }, 100);
    expect(steps?.at(-1)).toEqual({ vm: 0, to: 3, forVm: null });
    expect(steps).toHaveLength(4);
  });

  it('is divided into waves that keep the order', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [sized('v', 'a', 60), sized('w', 'b', 60), sized('x', 'a', 10)],
    });
    const moves = groupInTurn(
      new Transit(cluster),
      [
        { vm: 1, to: 2, forVm: null },
        { vm: 2, to: 1, forVm: null },
        { vm: 0, to: 1, forVm: null },
      ],
      false,
    );
    expect(moves.map(({ vm: id, wave }) => [id, wave])).toEqual([
      [1, 1],
      [2, 1],
      [0, 2],
    ]);
  });
});
