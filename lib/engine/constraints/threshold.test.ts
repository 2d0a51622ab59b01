import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { mayRise, threshold } from './threshold.ts';

const input = {
  hosts: [host('a'), host('b'), host('c', { memoryMiB: 10_500 })],
  vms: [vm('v', 'a'), vm('w', 'b', { demand: { cpuMhz: 7_500 } })],
};

describe('threshold', () => {
  it('refuses a move that raises its destination above the CPU threshold', () => {
    expect(threshold(placementOf(input), 0, 1)).toEqual({
      code: 'over-threshold',
      facts: { resource: 'cpu', afterPercent: 85, thresholdPercent: 80 },
    });
  });

  it('refuses a move that raises its destination above the memory threshold', () => {
    expect(threshold(placementOf(input), 0, 2)?.facts).toMatchObject({
      resource: 'memory',
      afterPercent: 95.2,
    });
  });

  it('refuses nothing below the thresholds', () => {
    expect(threshold(placementOf(input), 1, 0)?.facts).toMatchObject({ resource: 'cpu' });
    expect(
      threshold(placementOf(input, { cpuThresholdPercent: 90, memoryThresholdPercent: 90 }), 1, 0),
    ).toBeNull();
  });
});

describe('mayRise', () => {
  it('allows a load to fall, or to rise up to the ceiling', () => {
    expect(mayRise(0.8, 0.95, 0.9)).toBe(true);
    expect(mayRise(0.8, 0.5, 0.79)).toBe(true);
    expect(mayRise(0.8, 0.5, 0.81)).toBe(false);
    expect(mayRise(0.8, 0.85, 0.9)).toBe(false);
  });
});

describe('the ceilings', () => {
  const loaded = {
    hosts: [host('a'), host('b'), host('c')],
    vms: [85, 95, 40].map((percent, i) =>
      vm(`v${i}`, ['a', 'b', 'c'][i] ?? '', { demand: { cpuMhz: percent * 100 } }),
    ),
  };

  it('are the thresholds for relief', () => {
    expect([...placementOf(loaded).cluster.cpuCeiling]).toEqual([0.8, 0.8, 0.8]);
  });

  it('are the highest initial load when balancing for evenness with a host already above its threshold', () => {
    const { cluster } = placementOf(loaded, { objective: 'spread' });
    expect([...cluster.cpuCeiling]).toEqual([0.95, 0.95, 0.8]);
    expect([...cluster.memoryCeiling]).toEqual([0.9, 0.9, 0.9]);
  });
});
