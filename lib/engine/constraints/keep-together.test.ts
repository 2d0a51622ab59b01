import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { keepTogether } from './keep-together.ts';

const rules = [{ id: 'r', kind: 'together' as const, vmIds: ['v', 'w'] }];

describe('keepTogether', () => {
  it('treats VMs that share a host as one unit that may move anywhere', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'a')],
      rules,
    });
    expect(placement.cluster.units).toHaveLength(1);
    expect(keepTogether(placement, 0, 1)).toBeNull();
  });

  it('allows a separated VM to move only to the host of another VM of the rule', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'b')],
      rules,
    });
    expect(keepTogether(placement, 0, 2)).toEqual({
      code: 'keep-together',
      facts: { rule: 'r', otherVm: 'w' },
    });
    expect(keepTogether(placement, 0, 1)).toBeNull();
  });
});
