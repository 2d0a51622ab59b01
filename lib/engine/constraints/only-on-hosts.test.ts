import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { onlyOnHosts } from './only-on-hosts.ts';

describe('onlyOnHosts', () => {
  const input = (mode: 'must' | 'should') =>
    clusterOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'a')],
      rules: [{ id: 'r', name: 'licence', kind: 'onHosts', mode, vmIds: ['v'], hostIds: ['a', 'b'] }],
    });

  it('allows the VMs of a must rule only on its hosts', () => {
    expect(onlyOnHosts(input('must'), 0, 1)).toBeNull();
    expect(onlyOnHosts(input('must'), 0, 2)).toEqual({ code: 'only-on-hosts', facts: { rule: 'licence' } });
    expect(onlyOnHosts(input('must'), 1, 2)).toBeNull();
  });

  it('forbids no move because of a should rule', () => {
    expect(onlyOnHosts(input('should'), 0, 2)).toBeNull();
  });
});
