import { DriverError } from '../../../model/errors.ts';
import type { HostObservation, HostReading, VmObservation } from '../../../model/ports.ts';
import type { ClusterState, HostRow, VmRow } from '../../planning/snapshot-of.ts';
import { judgeReadings } from '../judge-observation.ts';
import { reconcile } from '../reconcile.ts';

export const T0 = new Date('2026-03-01T12:00:00Z');
export const later = (seconds: number): Date => new Date(T0.getTime() + seconds * 1000);

export function hostRow(id: string, more: Partial<HostRow> = {}): HostRow {
  return {
    id,
    clusterId: 'c',
    name: id,
    uri: `simulator://c/${id}`,
    peerUri: null,
    migrationAddress: null,
    rack: null,
    tags: [],
    mode: 'active',
    failingReason: null,
    failingNote: null,
    failingAt: null,
    failingBy: null,
    reportedFailing: null,
    mayStay: [],
    mayStayRunning: [],
    awaySince: null,
    connection: 'up',
    inMaintenance: null,
    managerOrder: null,
    lastError: null,
    alarms: [],
    lastSampleAt: T0,
    overloadedSince: null,
    version: '1',
    cpuCores: 8,
    coreMhz: 2000,
    knowsClock: false,
    enteredCoreMhz: null,
    memoryMiB: 65536,
    cpuModel: null,
    cpuFeatures: [],
    networks: [],
    knowsNetworks: false,
    storages: [],
    knowsStorages: false,
    cpuIds: [],
    numaNodes: [],
    hugePages: null,
    migrationMbps: null,
    enteredMigrationMbps: null,
    migrationNetwork: null,
    policy: null,
    cpuUse: null,
    memoryUsedMiB: null,
    cpuLoad: null,
    memoryLoad: null,
    cpuSeconds: null,
    cpuStillSince: null,
    createdAt: T0,
    ...more,
  };
}

export function vmRow(id: string, hostId: string, more: Partial<VmRow> = {}): VmRow {
  return {
    id,
    clusterId: 'c',
    uuid: `uuid-${id}`,
    name: id,
    hostId,
    placeVersion: 0,
    state: 'running',
    vcpus: 2,
    memoryMiB: 4096,
    demandCores: 0.5,
    demandMemoryMiB: 4000,
    cores: 0.5,
    cpuSeconds: null,
    cpuStillSince: null,
    doubts: [],
    dirtyMiBps: null,
    workingSetMiB: null,
    networks: [],
    storages: [],
    localDevices: [],
    cpuFeatures: [],
    tags: [],
    automation: 'inherit',
    lastMigratedAt: null,
    exemption: null,
    policy: null,
    learned: null,
    condition: null,
    hugePageKiB: null,
    hostCpus: [],
    numaNodes: [],
    ties: [],
    managedBy: null,
    isPersistent: true,
    isAutostart: false,
    definition: null,
    dirtyAskedAt: null,
    residentMiB: null,
    seenAt: T0,
    duplicateHostId: null,
    copyHostId: null,
    missingSince: null,
    ...more,
  };
}

export function seenVm(id: string, more: Partial<VmObservation> = {}): VmObservation {
  return {
    uuid: `uuid-${id}`,
    name: id,
    state: 'running',
    isIncoming: false,
    vcpus: 2,
    memoryMiB: 4096,
    cpuCoresUsed: 0.5,
    memoryUsedMiB: 4000,
    dirtyMiBps: null,
    workingSetMiB: null,
    networks: [],
    storages: [],
    localDevices: [],
    cpuFeatures: [],
    condition: null,
    hugePageKiB: null,
    hostCpus: [],
    numaNodes: [],
    ties: [],
    managedBy: null,
    isPersistent: true,
    isAutostart: false,
    definition: null,
    ...more,
  };
}

export function readingOf(
  hostId: string,
  vms: VmObservation[],
  facts: Partial<HostObservation['facts']> = {},
  alarms: HostObservation['alarms'] = [],
): HostReading {
  return {
    hostId,
    observation: {
      hostId,
      observedAt: later(15),
      facts: {
        cpuCores: 8,
        coreMhz: 2345,
        memoryMiB: 65536,
        cpuModel: null,
        cpuFeatures: [],
        networks: null,
        storages: null,
        migrationMbps: null,
        rack: null,
        version: '1',
        cpuIds: null,
        numaNodes: null,
        hugePages: null,
        ...facts,
      },
      use: { cpuBusyFraction: 0.3, memoryUsedMiB: 30000 },
      vms,
      alarms,
    },
  };
}

export const silent = (hostId: string): HostReading => ({
  hostId,
  error: new DriverError('host-unreachable', 'no answer', { host: hostId }),
});

export function run(input: {
  hosts: HostRow[];
  vms: VmRow[];
  readings: HostReading[];
  locked?: string[];
  at?: Date;
}) {
  const state = {
    id: 'c',
    intervalSeconds: 15,
    hosts: input.hosts,
    vms: input.vms,
    rules: [],
    managerRules: [],
    balancer: null,
    policy: null,
    group: null,
    installation: { policy: null },
  } as unknown as ClusterState;
  const now = input.at ?? later(15);
  let next = 0;
  return reconcile({
    state,
    readings: judgeReadings(input.readings, { state, now }),
    lockedVmIds: new Set(input.locked ?? []),
    now,
    newId: () => `new-${++next}`,
  });
}
