import { expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { balancedElsewhere } from './balanced-elsewhere.ts';

const refusalOf = (fields: { balancedBy?: string; excludedBy?: string }) =>
  balancedElsewhere(clusterOf({ hosts: [host('h1')], vms: [vm('a', 'h1', fields)] }), 0);

it('leaves a VM alone that another balancer moves, or that was excluded from it', () => {
  expect(refusalOf({})).toBeNull();
  expect(refusalOf({ balancedBy: 'DRS' })).toEqual({
    code: 'balanced-elsewhere',
    facts: { balancer: 'DRS' },
  });
  expect(refusalOf({ excludedBy: 'DRS' })).toEqual({
    code: 'excluded-elsewhere',
    facts: { balancer: 'DRS' },
  });
});
