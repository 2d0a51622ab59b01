import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { knownDemand, knownHostDemand } from './known-demand.ts';

describe('knownDemand', () => {
  const cluster = clusterOf({
    hosts: [host('a'), host('b')],
    vms: [
      vm('u', 'a', { name: 'mystery', demand: {} }),
      vm('v', 'b', { demand: {}, state: 'stopped' }),
      vm('w', 'b'),
    ],
  });

  it('excludes a running VM of unknown CPU demand from balancing; a stopped VM has no demand', () => {
    expect(knownDemand(cluster, 0)).toEqual({ code: 'unknown-demand', facts: {} });
    expect(knownDemand(cluster, 1)).toBeNull();
  });

  it('moves nothing to the host of that VM and names the VM', () => {
    expect(knownHostDemand(cluster, 2, 0)).toEqual({
      code: 'host-demand-unknown',
      facts: { otherVm: 'mystery' },
    });
    expect(knownHostDemand(cluster, 2, 1)).toBeNull();
  });
});
