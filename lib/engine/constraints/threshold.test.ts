import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { mayRise, threshold } from './threshold.ts';

const input = {
  hosts: [host('a'), host('b'), host('c', { memoryMiB: 10_500 })],
  vms: [vm('v', 'a'), vm('w', 'b', { demand: { cpuMhz: 7_500 } })],
};

describe('threshold', () => {
  it('refuses a move that pushes its destination over the CPU threshold', () => {
    expect(threshold(placementOf(input), 0, 1)).toEqual({
      code: 'over-threshold',
      facts: { resource: 'cpu', afterPercent: 85, thresholdPercent: 80 },
    });
  });

  it('refuses a move that pushes its destination over the memory threshold', () => {
    expect(threshold(placementOf(input), 0, 2)?.facts).toMatchObject({
      resource: 'memory',
      afterPercent: 95.2,
    });
  });

  it('refuses nothing below', () => {
    expect(threshold(placementOf(input), 1, 0)?.facts).toMatchObject({ resource: 'cpu' });
    expect(
      threshold(placementOf(input, { thresholds: { cpuPercent: 90, memoryPercent: 90 } }), 1, 0),
    ).toBeNull();
  });
});

describe('mayRise', () => {
  const { cluster: relieve } = placementOf(input);
  const { cluster: spread } = placementOf(input, { objective: 'spread' });

  it('lets a load fall, and rise up to the threshold', () => {
    expect(mayRise(relieve, 0.95, 0.9, 0.8, 1)).toBe(true);
    expect(mayRise(relieve, 0.5, 0.79, 0.8, 1)).toBe(true);
    expect(mayRise(relieve, 0.5, 0.81, 0.8, 1)).toBe(false);
  });

  it('lets a host that is above already take from a fuller one where evenness is the objective', () => {
    expect(mayRise(spread, 0.85, 0.9, 0.8, 0.95)).toBe(true);
    expect(mayRise(spread, 0.85, 0.96, 0.8, 0.95)).toBe(false);
    expect(mayRise(relieve, 0.85, 0.9, 0.8, 0.95)).toBe(false);
  });
});
