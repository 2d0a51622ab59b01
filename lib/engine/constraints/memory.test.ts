import { describe, expect, it } from 'vitest';
import { host, placementOf, vm } from '../testing/snapshots.ts';
import { memory } from './memory.ts';

describe('memory', () => {
  it('compares the assigned memory of VMs, not their use, with what the reserve leaves', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 30_000, reserve: { memoryMiB: 5_000 } })],
      vms: [vm('v', 'a'), vm('w', 'b', { memoryMiB: 16_000, demand: { cpuMhz: 1, memoryMiB: 10 } })],
    });
    expect(memory(placement, 0, 1)).toEqual({
      code: 'no-memory',
      facts: { needsMiB: 10_000, freeMiB: 9_000 },
    });
  });

  it('accepts a VM that fits exactly', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 10_000 })],
      vms: [vm('v', 'a')],
    });
    expect(memory(placement, 0, 1)).toBeNull();
  });

  it('accepts a stopped VM even on a host that is too full, because it uses no memory', () => {
    const placement = placementOf({
      hosts: [host('a'), host('b', { memoryMiB: 5_000 })],
      vms: [vm('v', 'a', { state: 'stopped' }), vm('w', 'b')],
    });
    expect(memory(placement, 0, 1)).toBeNull();
  });
});
