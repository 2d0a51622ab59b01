import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { rackSpread } from './rack-spread.ts';

describe('rackSpread', () => {
  const input = {
    hosts: [
      host('a', { rack: 'r1' }),
      host('b', { rack: 'r2' }),
      host('c', { rack: 'r2' }),
      host('d', { rack: 'r3', state: 'offline' as const }),
    ],
    vms: [vm('v', 'a'), vm('w', 'b'), vm('x', 'c')],
    rules: [{ id: 'r', kind: 'spreadRacks' as const, vmIds: ['v', 'w', 'x'] }],
  };

  it('allows as many VMs in a rack as an even spread over racks with an online host needs', () => {
    expect(rackSpread(placementOf(input), 0, 1)).toEqual({
      code: 'rack-full',
      facts: { rule: 'r', rack: 'r2', limit: 2 },
    });
    expect(rackSpread(placementOf(input), 1, 0)).toBeNull();
  });

  it('allows every move within the rack', () => {
    expect(rackSpread(placementOf(input), 1, 2)).toBeNull();
  });
});
