import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { tooFewCores } from './too-few-cores.ts';

describe('tooFewCores', () => {
  const cluster = clusterOf({
    hosts: [host('a', { cpuCores: 64 }), host('b', { cpuCores: 4 }), host('c')],
    vms: [vm('v', 'a', { vcpus: 32 }), vm('w', 'a'), vm('x', 'a', { vcpus: 4 })],
  });

  it('keeps a VM off a host with fewer cores than it has vCPUs (after gyptazy/ProxLB#340)', () => {
    expect(tooFewCores(cluster, 0, 1)).toEqual({ code: 'too-few-cores', facts: { vcpus: 32, cpuCores: 4 } });
    expect(tooFewCores(cluster, 2, 1)).toBeNull();
  });

  it('does not apply where either number is unknown', () => {
    expect(tooFewCores(cluster, 0, 2)).toBeNull();
    expect(tooFewCores(cluster, 1, 1)).toBeNull();
  });
});
