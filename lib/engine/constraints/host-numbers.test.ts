import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { hostCpus, numaNodes } from './host-numbers.ts';

describe('the CPUs and NUMA nodes that a VM is bound to', () => {
  const small = { cpuIds: [0, 1, 2, 3], numaNodes: [0] };
  const cluster = clusterOf({
    hosts: [host('a'), host('b', small), host('c', { cpuIds: [0, 1, 2, 3, 40], numaNodes: [0, 1] })],
    vms: [vm('v', 'a', { hostCpus: [40, 3, 41], numaNodes: [1] }), vm('w', 'a')],
  });

  it('must exist at the destination with the same numbers (after OpenNebula/one#6772)', () => {
    expect(hostCpus(cluster, 0, 1)).toEqual({ code: 'host-cpus-missing', facts: { missing: '40, 41' } });
    expect(hostCpus(cluster, 0, 2)).toEqual({ code: 'host-cpus-missing', facts: { missing: '41' } });
    expect(numaNodes(cluster, 0, 1)).toEqual({ code: 'numa-nodes-missing', facts: { missing: '1' } });
    expect(numaNodes(cluster, 0, 2)).toBeNull();
  });

  it('matter only if the VM names some and the host reports which it has', () => {
    expect([hostCpus(cluster, 1, 1), numaNodes(cluster, 1, 1)]).toEqual([null, null]);
    expect([hostCpus(cluster, 0, 0), numaNodes(cluster, 0, 0)]).toEqual([null, null]);
  });
});
