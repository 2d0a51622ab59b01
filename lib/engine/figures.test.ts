import { describe, expect, it } from 'vitest';
import { compileCluster } from './cluster/cluster.ts';
import { figures, hostLoads, simulateMoves, Tally } from './figures.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const snapshot = snapshotOf({
  hosts: [
    host('b'),
    host('a', { reserve: { cpuMhz: 2_000, memoryMiB: 20_000 } }),
    host('off', { state: 'offline' }),
  ],
  vms: [
    vm('running', 'a', { demand: { cpuMhz: 4_000, memoryMiB: 5_000 } }),
    vm('paused', 'a', { state: 'paused' }),
    vm('stopped', 'a', { state: 'stopped' }),
    vm('unknown', 'b', { demand: {} }),
    vm('lost', 'off'),
  ],
});

describe('hostLoads', () => {
  it('divides the demand of running VMs, and the memory of running and paused VMs, by what the reserve leaves', () => {
    expect(hostLoads(snapshot)[0]).toEqual({
      hostId: 'a',
      cpu: 0.5,
      memory: 15_000 / 80_000,
      cpuMhz: 4_000,
      memoryMiB: 15_000,
      heldMiB: 20_000,
      isCounted: true,
      hasUnknown: false,
    });
  });

  it('counts an unknown demand as 0 MHz and reports it', () => {
    expect(hostLoads(snapshot)[1]).toMatchObject({ hostId: 'b', cpu: 0, memory: 0.1, hasUnknown: true });
  });
});

describe('figures', () => {
  it('are population standard deviations and maxima over the online hosts', () => {
    expect(figures(snapshot, policyOf())).toEqual({
      spread: 0.25 + (0.1875 - 0.1) / 2,
      peak: 0.6875,
      overloadedHosts: 0,
    });
  });

  it('exclude hosts that are being emptied', () => {
    const cluster = compileCluster(snapshot, policyOf());
    const leftOut = Uint8Array.from(cluster.hosts, ({ id }) => (id === 'a' ? 1 : 0));
    expect(new Tally(cluster, leftOut).figures()).toEqual({ spread: 0, peak: 0.1, overloadedHosts: 0 });
  });

  it('count a host above one or both thresholds once, and do not count a host at the threshold', () => {
    const policy = policyOf({ cpuThresholdPercent: 50, memoryThresholdPercent: 10 });
    expect(figures(snapshot, policy).overloadedHosts).toBe(1);
  });
});

describe('simulateMoves', () => {
  it('gives the loads before and after each move', () => {
    const steps = simulateMoves(snapshot, [
      { vmId: 'running', toHostId: 'b' },
      { vmId: 'paused', toHostId: 'b' },
    ]);
    expect(steps.map((hosts) => hosts.map(({ cpu }) => cpu))).toEqual(
      [
        [0.5, 0, 0],
        [0, 0.4, 0],
        [0, 0.4, 0],
      ].map(([a, b, off]) => [a, b, off === 0 ? 0.1 : off]),
    );
    expect(steps[2]?.[1]?.memory).toBeCloseTo(0.25, 12);
  });
});
