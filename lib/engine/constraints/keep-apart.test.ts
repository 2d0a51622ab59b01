import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { keepApart } from './keep-apart.ts';

describe('keepApart', () => {
  const input = {
    hosts: [host('a'), host('b'), host('c')],
    vms: [vm('v', 'a'), vm('w', 'b', { name: 'db-2' }), vm('x', 'a')],
    rules: [{ id: 'r', name: 'pair', kind: 'apart' as const, vmIds: ['v', 'w', 'x'] }],
  };

  it('names the other VM that is on the host', () => {
    expect(keepApart(placementOf(input), 0, 1)).toEqual({
      code: 'keep-apart',
      facts: { rule: 'pair', otherVm: 'db-2' },
    });
  });

  it('allows a VM that already shares a host to leave it', () => {
    expect(keepApart(placementOf(input), 0, 2)).toBeNull();
  });

  it('follows the placement', () => {
    const placement = placementOf(input);
    placement.move(1, 2);
    expect(keepApart(placement, 0, 1)).toBeNull();
    expect(keepApart(placement, 0, 2)?.code).toBe('keep-apart');
  });
});
