import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { storages } from './storages.ts';

describe('storages', () => {
  it('refuses a host that cannot reach a storage of the VM', () => {
    const cluster = clusterOf({
      hosts: [host('a', { storages: ['san-1'] }), host('b', { storages: [] }), host('c')],
      vms: [vm('v', 'a', { storages: ['san-1'] })],
    });
    expect(storages(cluster, 0, 1)).toEqual({ code: 'storage-missing', facts: { missing: 'san-1' } });
    expect(storages(cluster, 0, 2)).toBeNull();
  });
});
