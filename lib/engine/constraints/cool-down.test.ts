import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { coolDown } from './cool-down.ts';

const policy = { coolDownSeconds: 1800 };
const moved = vm('v', 'a', { lastMigratedAt: '2026-01-31T11:50:00Z' });

describe('coolDown', () => {
  it('reports the remaining cool-down of the VM', () => {
    const cluster = clusterOf({ takenAt: '2026-01-31T12:00:00Z', hosts: [host('a')], vms: [moved] }, policy);
    expect(coolDown(cluster, 0)).toEqual({ code: 'cool-down', facts: { secondsLeft: 1200 } });
  });

  it('ends exactly at the end of the cool-down', () => {
    const cluster = clusterOf({ takenAt: '2026-01-31T12:20:00Z', hosts: [host('a')], vms: [moved] }, policy);
    expect(coolDown(cluster, 0)).toBeNull();
  });

  it('is that of the VM, if it has its own', () => {
    const own = { ...moved, coolDownSeconds: 660 };
    const cluster = clusterOf({ takenAt: '2026-01-31T12:00:00Z', hosts: [host('a')], vms: [own] }, policy);
    expect(coolDown(cluster, 0)).toEqual({ code: 'cool-down', facts: { secondsLeft: 60 } });
  });

  it('does not apply where one of the times is unknown', () => {
    expect(coolDown(clusterOf({ hosts: [host('a')], vms: [moved] }, policy), 0)).toBeNull();
  });
});
