import type { ClusterInspection, InspectedHost, InspectedObstacle } from '../../model/inspection.ts';
import type { SnapshotInput } from '../../model/snapshot.ts';
import { findReadiness } from '../readiness/find-readiness.ts';
import type { MeasuredLink, ReadinessHost, ReadinessInput } from '../readiness/finding.ts';
import { host, policyOf, snapshotOf, vm } from './snapshots.ts';

export const names = ['kvm-1', 'kvm-2', 'kvm-3'];

/** A host with a migration network of its own. */
export const readinessHost = (name: string, more: Partial<ReadinessHost> = {}): ReadinessHost => ({
  id: name,
  name,
  sharesNetwork: false,
  migrationAddress: '10.0.8.1',
  ...more,
});

export const inspected = (hostId: string, more: Partial<InspectedHost> = {}): InspectedHost => ({
  hostId,
  version: 'QEMU 10.0.2',
  cpuModel: 'EPYC',
  ownName: hostId,
  clockOffsetSeconds: 0,
  storages: [{ name: 'san', identity: 'netfs nas:/san' }],
  ...more,
});

/** A copy of 10 Gbit/s between every two hosts. */
export const links: MeasuredLink[] = names.flatMap((fromHostId) =>
  names
    .filter((each) => each !== fromHostId)
    .map((toHostId) => ({ fromHostId, toHostId, bandwidthMiBps: 1100, hasCopied: true, failedAt: null })),
);

export const world: SnapshotInput = {
  hosts: names.map((name) => host(name, { name })),
  vms: [
    vm('erp', 'kvm-1', { name: 'erp', dirtyMiBps: 5, workingSetMiB: 100 }),
    vm('web', 'kvm-2', { name: 'web', memoryMiB: 4000, dirtyMiBps: 5, workingSetMiB: 100 }),
  ],
};

export const obstacle = (more: Partial<InspectedObstacle>): InspectedObstacle => ({
  code: 'storage-missing',
  scope: 'pair',
  message: 'refused',
  facts: {},
  vmUuid: 'uuid-of-erp',
  toHostId: 'kvm-2',
  ...more,
});

/** What is not as in a cluster where all is well. */
export interface Planted {
  inspection?: Partial<ClusterInspection>;
  hosts?: ReadinessHost[];
  snapshot?: SnapshotInput;
  links?: readonly MeasuredLink[];
}

export function input(planted: Planted = {}): ReadinessInput {
  const snapshot = snapshotOf(planted.snapshot ?? world);
  return {
    hosts: planted.hosts ?? names.map((name) => readinessHost(name)),
    inspection: {
      hosts: names.map((name) => inspected(name)),
      connections: [],
      obstacles: [],
      commonCpu: 'EPYC',
      checked: 4,
      total: 4,
      ...planted.inspection,
    },
    snapshot,
    uuids: new Map(snapshot.vms.map(({ id }) => [id, `uuid-of-${id}`])),
    policy: policyOf(),
    links: planted.links ?? links,
  };
}

export const found = (planted: Planted = {}) => findReadiness(input(planted)).findings;
/** Without those that are no fault. */
export const faults = (planted: Planted = {}) =>
  found(planted).filter(({ code }) => code !== 'speed-good' && code !== 'largest-vm');
