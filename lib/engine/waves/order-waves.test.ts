import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { orderWaves } from './order-waves.ts';

const anywhere = { keepsThresholds: false, mayPark: () => true };

describe('orderWaves', () => {
  it('runs at most the allowed number of moves of a host at once, in and out together', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'a'), vm('x', 'a'), vm('y', 'b')],
    });
    const { moves, stuck } = orderWaves(
      cluster,
      [
        { vm: 0, to: 1 },
        { vm: 1, to: 1 },
        { vm: 2, to: 2 },
        { vm: 3, to: 2 },
      ],
      anywhere,
    );
    expect(stuck).toEqual([]);
    expect(moves.map((move) => move.wave)).toEqual([1, 1, 1, 2]);
    for (const host of cluster.hosts.keys()) {
      const inFirst = moves.filter(({ wave, from, to }) => wave === 1 && (from === host || to === host));
      expect(inFirst.length).toBeLessThanOrEqual(2);
    }
  });

  it('admits a VM only after the VM whose memory it needs has left', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('in', 'a', { memoryMiB: 60_000 }), vm('out', 'b', { memoryMiB: 60_000 })],
    });
    const { moves } = orderWaves(
      cluster,
      [
        { vm: 0, to: 1 },
        { vm: 1, to: 2 },
      ],
      anywhere,
    );
    expect(moves).toMatchObject([
      { vm: 1, to: 2, wave: 1 },
      { vm: 0, to: 1, wave: 2 },
    ]);
  });

  it('parks a VM on a third host if two wait for each other', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c', { memoryMiB: 60_000 })],
      vms: [vm('v', 'a', { memoryMiB: 60_000 }), vm('w', 'b', { memoryMiB: 55_000 })],
    });
    const { moves, stuck } = orderWaves(
      cluster,
      [
        { vm: 0, to: 1 },
        { vm: 1, to: 0 },
      ],
      anywhere,
    );
    expect(stuck).toEqual([]);
    expect(moves).toEqual([
      { vm: 1, from: 1, to: 2, wave: 1, forVm: 0 },
      { vm: 0, from: 0, to: 1, wave: 2, forVm: null },
      { vm: 1, from: 2, to: 0, wave: 3, forVm: null },
    ]);
  });

  it('names the VMs that are stuck if no order is safe', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a', { memoryMiB: 60_000 }), vm('w', 'b', { memoryMiB: 55_000 })],
    });
    const { moves, stuck } = orderWaves(
      cluster,
      [
        { vm: 0, to: 1 },
        { vm: 1, to: 0 },
      ],
      anywhere,
    );
    expect(moves).toEqual([]);
    expect(stuck.toSorted()).toEqual([0, 1]);
  });

  it('keeps VMs apart while a moving VM is on both hosts', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'b')],
      rules: [{ id: 'r', kind: 'apart', vmIds: ['v', 'w'] }],
    });
    const { moves } = orderWaves(
      cluster,
      [
        { vm: 0, to: 1 },
        { vm: 1, to: 2 },
      ],
      anywhere,
    );
    expect(moves.map(({ vm: id, wave }) => [id, wave])).toEqual([
      [1, 1],
      [0, 2],
    ]);
  });

  it('allows no host to exceed a threshold in between, if requested', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a', { demand: { cpuMhz: 5_000 } }), vm('w', 'b', { demand: { cpuMhz: 4_000 } })],
    });
    const swap = [
      { vm: 0, to: 1 },
      { vm: 1, to: 0 },
    ];
    expect(orderWaves(cluster, swap, anywhere).stuck).toEqual([]);
    expect(orderWaves(cluster, swap, { keepsThresholds: true, mayPark: () => false }).stuck).toHaveLength(2);
  });
});
