import type { VmRow } from './rows.ts';

/** The column of each field of a VM, for statements that do not go through Prisma. */
export const vmColumns = {
  id: 'id',
  clusterId: 'cluster_id',
  uuid: 'uuid',
  name: 'name',
  hostId: 'host_id',
  placeVersion: 'place_version',
  state: 'state',
  vcpus: 'vcpus',
  memoryMiB: 'memory_mib',
  demandCores: 'demand_cores',
  demandMemoryMiB: 'demand_memory_mib',
  cores: 'cores',
  cpuSeconds: 'cpu_seconds',
  cpuStillSince: 'cpu_still_since',
  doubts: 'doubts',
  dirtyMiBps: 'dirty_mibps',
  workingSetMiB: 'working_set_mib',
  networks: 'networks',
  storages: 'storages',
  localDevices: 'local_devices',
  cpuFeatures: 'cpu_features',
  tags: 'tags',
  automation: 'automation',
  lastMigratedAt: 'last_migrated_at',
  residentMiB: 'resident_mib',
  learned: 'learned',
  condition: 'condition',
  hugePageKiB: 'huge_page_kib',
  hostCpus: 'host_cpus',
  numaNodes: 'numa_nodes',
  ties: 'ties',
  managedBy: 'managed_by',
  isPersistent: 'is_persistent',
  isAutostart: 'is_autostart',
  definition: 'definition',
  dirtyAskedAt: 'dirty_asked_at',
  seenAt: 'seen_at',
  duplicateHostId: 'duplicate_host_id',
  copyHostId: 'copy_host_id',
  missingSince: 'missing_since',
} as const satisfies Record<keyof VmRow, string>;

export type VmField = keyof typeof vmColumns;

export const vmFields = Object.keys(vmColumns) as VmField[];
