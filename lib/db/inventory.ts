import type { Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { HostRow, VmRow } from './rows.ts';

/**
 * Of the row `v`. A move that starts or ends after the statement has begun changes the row, and with it the version.
 */
const IS_MOVING = Prisma.sql`EXISTS (
  SELECT 1 FROM move m WHERE m.vm_id = v.id AND m.state IN ('checking', 'migrating', 'verifying', 'unknown'))`;
const MAY_PLACE = Prisma.sql`v.place_version = excluded.place_version AND NOT ${IS_MOVING}`;

/**
 * What a host reports of a VM that arrives or leaves is true for that moment only: a source that was paused for the
 * switch-over, a copy that is not readable yet. The VM would seem immovable until the next observation.
 */
const ofPlace = `
  host_id, state, condition, ties, duplicate_host_id, missing_since, managed_by, definition, is_persistent,
  is_autostart, networks, storages, local_devices, cpu_features, huge_page_kib, host_cpus, numa_nodes`
  .split(',')
  .map((column) => column.trim());
const OF_PLACE = Prisma.raw(ofPlace.join(', '));
const SEEN_OR_KEPT = Prisma.sql`SELECT ${Prisma.raw(
  ofPlace.map((column) => `CASE WHEN may THEN excluded.${column} ELSE v.${column} END`).join(', '),
)} FROM (SELECT ${MAY_PLACE} AS may OFFSET 0) AS place`;

/**
 * Writes the observed values of hosts with one statement. It does not change mode, addresses and reserve, which
 * people set.
 */
export async function updateHosts(tx: Transaction, hosts: HostRow[]): Promise<void> {
  const rows = hosts.map((host) => ({
    id: host.id,
    connection: host.connection,
    last_error: host.lastError,
    alarms: host.alarms,
    last_sample_at: host.lastSampleAt,
    overloaded_since: host.overloadedSince,
    version: host.version,
    rack: host.rack,
    tags: host.tags,
    cpu_cores: host.cpuCores,
    core_mhz: host.coreMhz,
    knows_clock: host.knowsClock,
    memory_mib: host.memoryMiB,
    cpu_model: host.cpuModel,
    cpu_features: host.cpuFeatures,
    networks: host.networks,
    knows_networks: host.knowsNetworks,
    storages: host.storages,
    knows_storages: host.knowsStorages,
    cpu_ids: host.cpuIds,
    numa_nodes: host.numaNodes,
    huge_pages: host.hugePages,
    migration_mbps: host.migrationMbps,
    cpu_use: host.cpuUse,
    memory_used_mib: host.memoryUsedMiB,
    cpu_load: host.cpuLoad,
    memory_load: host.memoryLoad,
    cpu_seconds: host.cpuSeconds,
    cpu_still_since: host.cpuStillSince,
  }));
  await tx.$executeRaw`
    UPDATE host SET connection = r.connection, last_error = NULLIF(r.last_error, 'null'::jsonb), alarms = r.alarms, last_sample_at = r.last_sample_at,
      overloaded_since = r.overloaded_since, version = r.version, rack = r.rack, tags = r.tags, cpu_cores = r.cpu_cores, core_mhz = r.core_mhz, knows_clock = r.knows_clock,
      memory_mib = r.memory_mib, cpu_model = r.cpu_model, cpu_features = r.cpu_features, networks = r.networks,
      knows_networks = r.knows_networks, storages = r.storages, knows_storages = r.knows_storages, cpu_ids = r.cpu_ids, numa_nodes = r.numa_nodes,
      huge_pages = NULLIF(r.huge_pages, 'null'::jsonb), migration_mbps = r.migration_mbps,
      cpu_use = r.cpu_use, memory_used_mib = r.memory_used_mib, cpu_load = r.cpu_load, memory_load = r.memory_load,
      cpu_seconds = r.cpu_seconds, cpu_still_since = r.cpu_still_since
    FROM jsonb_populate_recordset(NULL::host, ${JSON.stringify(rows)}::jsonb) AS r WHERE host.id = r.id`;
}

/**
 * Writes observed VMs: inserts new ones and updates the others, with one statement. The host of a VM, and what was
 * seen of it there, is kept while one of its moves is in flight, and if one has started or ended since its row was
 * read, which `placeVersion` shows.
 */
export async function upsertVms(tx: Transaction, vms: VmRow[]): Promise<void> {
  const rows = vms.map((vm) => ({
    id: vm.id,
    cluster_id: vm.clusterId,
    uuid: vm.uuid,
    name: vm.name,
    host_id: vm.hostId,
    place_version: vm.placeVersion,
    state: vm.state,
    vcpus: vm.vcpus,
    memory_mib: vm.memoryMiB,
    demand_cores: vm.demandCores,
    demand_memory_mib: vm.demandMemoryMiB,
    cores: vm.cores,
    cpu_seconds: vm.cpuSeconds,
    cpu_still_since: vm.cpuStillSince,
    doubts: vm.doubts,
    dirty_mibps: vm.dirtyMiBps,
    working_set_mib: vm.workingSetMiB,
    resident_mib: vm.residentMiB,
    networks: vm.networks,
    storages: vm.storages,
    local_devices: vm.localDevices,
    cpu_features: vm.cpuFeatures,
    tags: vm.tags,
    condition: vm.condition,
    huge_page_kib: vm.hugePageKiB,
    host_cpus: vm.hostCpus,
    numa_nodes: vm.numaNodes,
    ties: vm.ties,
    managed_by: vm.managedBy,
    is_persistent: vm.isPersistent,
    is_autostart: vm.isAutostart,
    definition: vm.definition,
    automation: vm.automation,
    seen_at: vm.seenAt,
    duplicate_host_id: vm.duplicateHostId,
    missing_since: vm.missingSince,
  }));
  await tx.$executeRaw`
    INSERT INTO vm AS v (id, cluster_id, uuid, name, host_id, place_version, state, vcpus, memory_mib, demand_cores, demand_memory_mib, cores,
      cpu_seconds, cpu_still_since, doubts, dirty_mibps, working_set_mib, resident_mib, networks, storages, local_devices, cpu_features, tags, condition,
      huge_page_kib, host_cpus, numa_nodes, ties, managed_by, is_persistent, is_autostart, definition, automation, seen_at, duplicate_host_id, missing_since)
    SELECT id, cluster_id, uuid, name, host_id, place_version, state, vcpus, memory_mib, demand_cores, demand_memory_mib, cores,
      cpu_seconds, cpu_still_since, doubts, dirty_mibps, working_set_mib, resident_mib, networks, storages, local_devices, cpu_features, tags, condition,
      huge_page_kib, host_cpus, numa_nodes, ties, managed_by, is_persistent, is_autostart, definition, automation, seen_at, duplicate_host_id, missing_since
    FROM jsonb_populate_recordset(NULL::vm, ${JSON.stringify(rows)}::jsonb) ORDER BY id
    ON CONFLICT (cluster_id, uuid) DO UPDATE SET (${OF_PLACE}) = (${SEEN_OR_KEPT}),
      name = excluded.name, vcpus = excluded.vcpus, memory_mib = excluded.memory_mib, demand_cores = excluded.demand_cores,
      demand_memory_mib = excluded.demand_memory_mib, cores = excluded.cores, cpu_seconds = excluded.cpu_seconds,
      cpu_still_since = excluded.cpu_still_since, doubts = excluded.doubts, dirty_mibps = excluded.dirty_mibps,
      working_set_mib = excluded.working_set_mib, resident_mib = excluded.resident_mib, tags = excluded.tags,
      seen_at = excluded.seen_at`;
}

/**
 * Deletes VMs that no longer exist according to the observer; a VM that a move has locked or released since then
 * stays. Returns the number deleted.
 */
export async function deleteGoneVms(
  tx: Transaction,
  gone: readonly Pick<VmRow, 'id' | 'placeVersion'>[],
): Promise<number> {
  if (gone.length === 0) return 0;
  const rows = gone.map(({ id, placeVersion }) => ({ id, place_version: placeVersion }));
  return tx.$executeRaw`
    DELETE FROM vm v USING jsonb_populate_recordset(NULL::vm, ${JSON.stringify(rows)}::jsonb) AS r
    WHERE v.id = r.id AND v.place_version = r.place_version AND NOT ${IS_MOVING}`;
}
