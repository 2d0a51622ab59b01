import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { present } from '../../model/present.ts';
import { makeMeasure } from '../objective/weights.ts';
import { anySnapshot, clusterOf, host, policyOf, vm } from '../testing/snapshots.ts';
import { asEvened, compileCluster } from './cluster.ts';
import { Placement } from './placement.ts';

describe('evenAmounts', () => {
  const input = {
    hosts: [
      host('a', { cpuCores: 10, cpuMhz: 20_000, reserve: { cpuMhz: 2_000, memoryMiB: 20_000 } }),
      host('b', { cpuMhz: 40_000 }),
      host('c', { state: 'maintenance' }),
    ],
    vms: [
      vm('v', 'a', { vcpus: 4 }),
      vm('w', 'a'),
      vm('x', 'b', { state: 'paused' }),
      vm('y', 'b', { demand: {} }),
    ],
  };

  it('does not exist when balancing by use', () => {
    expect(clusterOf(input).even).toBeNull();
    const cluster = clusterOf(input);
    expect(asEvened(cluster)).toBe(cluster);
  });

  it('counts the memory of running VMs, and their vCPUs per core that the host reserve leaves', () => {
    const { even } = clusterOf(input, { balanceBy: 'assigned' });
    expect([...(even?.cpu ?? [])]).toEqual([4, 1, 0, 1]);
    expect([...(even?.memory ?? [])]).toEqual([10_000, 10_000, 0, 10_000]);
    // Host b reports no cores. Its CPU capacity equals 20 cores at the 2,000 MHz of host a.
    expect([...(even?.cpuCapacity ?? [])]).toEqual([9, 20, 5]);
    expect([...(even?.memoryCapacity ?? [])]).toEqual([80_000, 100_000, 100_000]);
  });

  it('counts running VMs as a share of the mean of the online hosts', () => {
    const { even } = clusterOf(input, { balanceBy: 'count' });
    expect([...(even?.cpu ?? [])]).toEqual([1, 1, 0, 1]);
    expect([...(even?.cpuCapacity ?? [])]).toEqual([1.5, 1.5, 1.5]);
    expect([...(even?.memory ?? [])]).toEqual([0, 0, 0, 0]);
  });
});

describe('EvenLoads', () => {
  it('predicts the value that the measure has after the move', () => {
    const balanceBy = fc.constantFrom('assigned' as const, 'count' as const);
    fc.assert(
      fc.property(anySnapshot, balanceBy, fc.nat(), fc.nat(), (snapshot, by, pick, at) => {
        const policy = policyOf({ balanceBy: by });
        const placement = new Placement(compileCluster(snapshot, policy));
        const { cluster, even, hostOf } = placement;
        if (even === null || cluster.units.length === 0) return;
        const loads = {
          cpu: new Float64Array(cluster.hosts.length),
          memory: new Float64Array(cluster.hosts.length),
          isCounted: cluster.isOnline,
        };
        const measure = makeMeasure('spread', loads, policy, even);
        const unit = pick % cluster.units.length;
        const [from, to] = [present(hostOf[unit], 'a home'), at % cluster.hosts.length];
        if (from === to) return;
        even.foresee(from, unit, to, -1);
        const foreseen = measure.valueAfter(from, 0, 0, to, 0, 0);
        placement.move(unit, to);
        measure.update(from, 0, 0, to, 0, 0);
        expect(measure.value).toBeCloseTo(foreseen, 9);
        expect(makeMeasure('spread', loads, policy, even).value).toBeCloseTo(foreseen, 9);
      }),
      { numRuns: 200, seed: 20260131 },
    );
  });
});
