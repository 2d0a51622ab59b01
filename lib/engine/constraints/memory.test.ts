import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { memory } from './memory.ts';

describe('memory', () => {
  it('counts what VMs may touch, not what they use, against what the reserve leaves', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 30_000, reserve: { memoryMiB: 5_000 } })],
      vms: [vm('v', 'a'), vm('w', 'b', { memoryMiB: 16_000, demand: { cpuMhz: 1, memoryMiB: 10 } })],
    });
    expect(memory(placement, 0, 1)).toEqual({
      code: 'no-memory',
      facts: { needsMiB: 10_000, freeMiB: 9_000 },
    });
  });

  it('lets a VM in that fits exactly', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 10_000 })],
      vms: [vm('v', 'a')],
    });
    expect(memory(placement, 0, 1)).toBeNull();
  });

  it('lets a stopped VM, which holds nothing, even on a host that is too full', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 5_000 })],
      vms: [vm('v', 'a', { state: 'stopped' }), vm('w', 'b')],
    });
    expect(memory(placement, 0, 1)).toBeNull();
  });
});
