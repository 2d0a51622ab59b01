import { describe, expect, it } from 'vitest';
import type { SnapshotInput } from '../../model/snapshot.ts';
import { Placement } from '../cluster/placement.ts';
import { Permissions } from '../constraints/permissions.ts';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { isImpossible } from './impossible.ts';

/** Whether it is proved that host `a` cannot be emptied. */
function isProved(input: SnapshotInput): boolean {
  const cluster = clusterOf(input);
  const placement = new Placement(cluster);
  const isEmptied = Uint8Array.from(cluster.hosts, (_, h) => (h === 0 ? 1 : 0));
  const targets = Int32Array.from([...cluster.hosts.keys()].filter((h) => h !== 0 && cluster.isOnline[h]));
  const task = { cluster, placement, permissions: new Permissions(cluster), isEmptied, targets };
  return isImpossible(task, placement.residentsOf(0));
}

const three = [host('a'), host('b'), host('c')];

describe('isImpossible', () => {
  it('proves nothing where a solution exists', () => {
    expect(isProved({ hosts: three, vms: [vm('v', 'a'), vm('w', 'b')] })).toBe(false);
  });

  it('detects a VM that is larger than every host it may use', () => {
    const hosts = [host('a'), host('b', { memoryMiB: 50_000 }), host('c', { storages: ['san-1'] })];
    const wide = { memoryMiB: 60_000, storages: ['local-1'] };
    expect(isProved({ hosts, vms: [vm('v', 'a', wide)] })).toBe(true);
    expect(isProved({ hosts, vms: [vm('v', 'a', { memoryMiB: 60_000 })] })).toBe(false);
  });

  it('adds up the memory of the hosts to which a set of VMs is bound', () => {
    const hosts = [host('a'), host('b', { networks: ['dmz'] }), host('c', { networks: ['lan'] })];
    const dmz = { networks: ['dmz'] };
    const vms = [vm('v', 'a', { ...dmz, memoryMiB: 60_000 }), vm('w', 'b', { ...dmz, memoryMiB: 50_000 })];
    expect(isProved({ hosts, vms })).toBe(true);
    expect(isProved({ hosts, vms: [vms[0] ?? vm('v', 'a'), vm('w', 'b', { memoryMiB: 50_000 })] })).toBe(
      false,
    );
  });

  it('ignores free memory that is smaller than the common divisor of all sizes', () => {
    const hosts = [host('a'), host('b', { memoryMiB: 99_000 }), host('c', { memoryMiB: 99_000 })];
    const of = (id: string, at: string) => vm(id, at, { memoryMiB: 50_000 });
    const vms = [of('v', 'a'), of('w', 'b'), of('x', 'c')];
    expect(isProved({ hosts, vms })).toBe(true);
  });

  it('counts the hosts and racks that VMs to keep apart need', () => {
    const vms = [vm('u', 'a'), vm('v', 'b'), vm('w', 'c')];
    const vmIds = ['u', 'v', 'w'];
    expect(isProved({ hosts: three, vms, rules: [{ id: 'r', kind: 'apart', vmIds }] })).toBe(true);
    expect(isProved({ hosts: three, vms, rules: [{ id: 'r', kind: 'apart', mode: 'should', vmIds }] })).toBe(
      false,
    );
    const racks = three.map((each, i) => ({ ...each, rack: i === 0 ? 'r1' : 'r2' }));
    const spread: SnapshotInput['rules'] = [{ id: 'r', kind: 'spreadRacks', vmIds }];
    expect(isProved({ hosts: racks, vms, rules: spread })).toBe(true);
  });
});
