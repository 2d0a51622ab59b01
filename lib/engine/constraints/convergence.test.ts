import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { convergence } from './convergence.ts';

const busy = { memoryMiB: 64_000, dirtyMiBps: 300, workingSetMiB: 20_000 };

describe('convergence', () => {
  it('reports the write rate, the bandwidth of the slower link, and what would make the copy converge', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b', { migrationMbps: 1000 }), host('c')],
      vms: [vm('v', 'a', busy)],
    });
    expect(convergence(cluster, 0, 1)).toEqual({
      code: 'will-not-converge',
      facts: { dirtyMiBps: 300, bandwidthMiBps: 113.2, restMiB: 14450.1, fitsMiB: 34, needsMiBps: 328.6 },
    });
    expect(convergence(cluster, 0, 2)).toBeNull();
  });

  it('uses the target pause of the VM, if it has its own', () => {
    const writer = vm('v', 'a', { memoryMiB: 8000, dirtyMiBps: 300, workingSetMiB: 60 });
    const of = (more: object) =>
      clusterOf({
        hosts: [host('a'), host('b', { migrationMbps: 1000 })],
        vms: [{ ...writer, ...more }],
      });
    expect(convergence(of({}), 0, 1)).toMatchObject({ code: 'will-not-converge' });
    expect(convergence(of({ targetPauseMs: 1000 }), 0, 1)).toBeNull();
  });

  it('does not apply to a VM that writes nothing', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b', { migrationMbps: 1000 })],
      vms: [vm('v', 'a', { ...busy, state: 'paused' }), vm('w', 'a', { ...busy, state: 'stopped' })],
    });
    expect(convergence(cluster, 0, 1)).toBeNull();
    expect(convergence(cluster, 1, 1)).toBeNull();
  });
});
