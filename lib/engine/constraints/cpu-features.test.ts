import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { cpuFeatures } from './cpu-features.ts';

describe('cpuFeatures', () => {
  it('refuses a host without a feature that the VM uses', () => {
    const cluster = clusterOf({
      hosts: [host('a', { cpuFeatures: ['avx2'] }), host('b', { cpuFeatures: ['sse4'] })],
      vms: [vm('v', 'a', { cpuFeatures: ['avx2'] }), vm('w', 'a')],
    });
    expect(cpuFeatures(cluster, 0, 1)).toEqual({ code: 'cpu-feature-missing', facts: { missing: 'avx2' } });
    expect(cpuFeatures(cluster, 1, 1)).toBeNull();
  });
});
