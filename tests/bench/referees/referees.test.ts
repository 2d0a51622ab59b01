import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../../lib/model/snapshot.ts';
import { EVACUATED_HOST_ID } from '../instances/evacuation.ts';
import { makeInstance } from '../instances/make-instance.ts';
import { bruteForce } from './brute-force.ts';
import { figuresOf, meanLoadBound, placementOf } from './figures.ts';
import { minMovesToEmpty } from './min-moves.ts';
import { minPeak } from './min-peak.ts';

const host = (id: string) => ({ id, cpuMhz: 10_000, memoryMiB: 100 });
const vm = (id: string, hostId: string, memoryMiB: number, cpuMhz = 1000) => ({
  id,
  hostId,
  memoryMiB,
  demand: { cpuMhz },
});

describe('the evaluator', () => {
  const snapshot = Snapshot.parse({
    hosts: [host('h1'), host('h2'), { ...host('h3'), state: 'offline' }],
    vms: [vm('v1', 'h1', 40, 6000), vm('v2', 'h2', 20, 2000), { ...vm('v3', 'h2', 50), state: 'stopped' }],
  });

  it('counts online hosts only, and no stopped VMs', () => {
    // cpu .6 and .2, memory .4 and .2
    const { spread, peak } = figuresOf(snapshot, placementOf(snapshot));
    expect(spread).toBeCloseTo(0.2 + 0.1, 12);
    expect(peak).toBeCloseTo(0.6 + 0.4, 12);
    expect(meanLoadBound(snapshot)).toBeCloseTo(0.4 + 0.3, 12);
  });

  it('evaluates another placement', () => {
    const { peak } = figuresOf(snapshot, new Map([...placementOf(snapshot), ['v2', 'h1']]));
    expect(peak).toBeCloseTo(0.8 + 0.6, 12);
  });
});

describe('HiGHS', () => {
  it.each([1, 2])(
    'proves the peak that brute force finds at 3x6, seed %d',
    async (seed) => {
      const snapshot = makeInstance({ family: 'skew', hosts: 3, vms: 6, seed });
      const least = await minPeak(snapshot, 3, 60);
      expect(least?.isProven).toBe(true);
      expect(least?.peak).toBeCloseTo(bruteForce(snapshot, 'peak', 3), 9);
      expect(least?.peak).toBeGreaterThanOrEqual(meanLoadBound(snapshot) - 1e-9);
    },
    60_000,
  );

  it('evacuates a host with the fewest moves, moving other VMs first', async () => {
    // 60 fits on neither 50 nor 50: v3 or v4 moves first.
    const snapshot = Snapshot.parse({
      hosts: [host('h1'), host('h2'), host('h3')],
      vms: [vm('v1', 'h1', 60), vm('v3', 'h2', 50), vm('v4', 'h3', 50)],
    });
    expect(await minMovesToEmpty(snapshot, 'h1', 60)).toEqual({ status: 'feasible', moves: 2, bound: 2 });
  }, 60_000);

  it('proves that a host cannot be evacuated', async () => {
    const snapshot = Snapshot.parse({
      hosts: [host('h1'), host('h2')],
      vms: [vm('v1', 'h1', 60), vm('v2', 'h2', 50)],
    });
    expect(await minMovesToEmpty(snapshot, 'h1', 60)).toEqual({ status: 'infeasible' });
  }, 60_000);

  it('takes rules and devices into account', async () => {
    const hosts = [host('h1'), host('h2')];
    const pinned = Snapshot.parse({
      hosts,
      vms: [vm('v1', 'h1', 10)],
      rules: [{ id: 'r1', kind: 'onHosts', vmIds: ['v1'], hostIds: ['h1'] }],
    });
    const apart = Snapshot.parse({
      hosts,
      vms: [vm('v1', 'h1', 10), vm('v2', 'h2', 10)],
      rules: [{ id: 'r1', kind: 'apart', vmIds: ['v1', 'v2'] }],
    });
    expect(await minMovesToEmpty(pinned, 'h1', 60)).toEqual({ status: 'infeasible' });
    expect(await minMovesToEmpty(apart, 'h1', 60)).toEqual({ status: 'infeasible' });
  }, 60_000);
});

it.each([1, 2, 3, 4, 5, 6])(
  'agrees that infeasible %d cannot be evacuated',
  async (seed) => {
    const snapshot = makeInstance({ family: 'infeasible', hosts: 4, vms: 20, seed });
    expect(await minMovesToEmpty(snapshot, EVACUATED_HOST_ID, 60)).toEqual({ status: 'infeasible' });
  },
  60_000,
);
