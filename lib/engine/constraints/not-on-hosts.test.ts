import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { notOnHosts } from './not-on-hosts.ts';

describe('notOnHosts', () => {
  it('keeps the VMs of a must rule away from its hosts', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'a')],
      rules: [{ id: 'r', kind: 'notOnHosts', vmIds: ['v'], hostIds: ['b'] }],
    });
    expect(notOnHosts(cluster, 0, 1)).toEqual({ code: 'not-on-host', facts: { rule: 'r' } });
    expect(notOnHosts(cluster, 0, 2)).toBeNull();
    expect(notOnHosts(cluster, 1, 1)).toBeNull();
  });
});
