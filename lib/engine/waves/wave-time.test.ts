import { describe, expect, it } from 'vitest';
import { present } from '../../model/present.ts';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { orderWaves } from './order-waves.ts';
import { moveTime, secondsOfWaves } from './wave-time.ts';

describe('secondsOfWaves', () => {
  const cluster = clusterOf({
    hosts: [host('a'), host('b'), host('c')],
    vms: [vm('s', 'a', { state: 'stopped' }), vm('v', 'a'), vm('w', 'a')],
  });
  const one = moveTime(cluster, 1, 0, 1);

  it('adds up the waves, each as long as its longest move', () => {
    const first = { vm: 1, from: 0, to: 1, wave: 1 };
    const offline = { vm: 0, from: 0, to: 2 };
    expect(secondsOfWaves(cluster, [first])).toBeCloseTo(one.seconds);
    expect(secondsOfWaves(cluster, [first, { ...offline, wave: 1 }])).toBeCloseTo(one.seconds);
    expect(secondsOfWaves(cluster, [first, { ...offline, wave: 2 }])).toBeGreaterThan(one.seconds);
  });

  it('takes moves that share a link to last as long as copying all their data', () => {
    const both = [1, 2].map((id) => ({ vm: id, from: 0, to: id, wave: 1 }));
    expect(secondsOfWaves(cluster, both)).toBeGreaterThan(1.5 * one.seconds);
  });
});

describe('the order of an evacuation', () => {
  it('takes hardly longer than its busiest link', () => {
    const sizes = [40, 30, 20, 10, 5, 5, 3, 2];
    const cluster = clusterOf({
      hosts: [host('a', { memoryMiB: 200_000 }), host('b'), host('c'), host('d')],
      vms: sizes.map((gib, i) => vm(`v${i}`, 'a', { memoryMiB: gib * 1000, dirtyMiBps: 1 })),
    });
    const { moves } = orderWaves(
      cluster,
      sizes.map((_, i) => ({ vm: i, to: 1 + (i % 3) })),
      { keepsThresholds: false, mayPark: () => true },
    );
    const copied = moves.reduce(
      (sum, move) => sum + moveTime(cluster, move.vm, move.from, move.to).copiedMiB,
      0,
    );
    const least = copied / present(cluster.bandwidthMiBps[0], 'a host');
    expect(secondsOfWaves(cluster, moves)).toBeLessThan(1.15 * least);
  });
});
