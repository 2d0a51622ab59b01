import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { HostRow, VmRow } from './rows.ts';
import { type VmField, vmColumns, vmFields } from './vm-columns.ts';

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
const ofPlace: VmField[] = [
  'hostId',
  'state',
  'condition',
  'ties',
  'duplicateHostId',
  'copyHostId',
  'missingSince',
  'managedBy',
  'definition',
  'isPersistent',
  'isAutostart',
  'networks',
  'storages',
  'localDevices',
  'cpuFeatures',
  'hugePageKiB',
  'hostCpus',
  'numaNodes',
];
/** What an observation does not show. */
const notObserved: VmField[] = ['lastMigratedAt', 'learned', 'dirtyAskedAt'];
/** What the first observation decides. */
const lasting: VmField[] = ['id', 'clusterId', 'uuid', 'placeVersion', 'automation'];
/** What every observation changes. */
const measured: VmField[] = [
  'demandCores',
  'demandMemoryMiB',
  'cores',
  'cpuSeconds',
  'cpuStillSince',
  'dirtyMiBps',
  'workingSetMiB',
  'residentMiB',
  'seenAt',
];

const observed = vmFields.filter((field) => !notObserved.includes(field));
/** What seldom changes. */
const described = observed.filter((field) => ![...lasting, ...measured].includes(field));

const listed = (fields: readonly VmField[], write: (column: string) => string) =>
  Prisma.raw(fields.map((field) => write(vmColumns[field])).join(', '));
const OBSERVED = listed(observed, (column) => column);
const OF_PLACE = listed(ofPlace, (column) => column);
const EXCLUDED = listed(
  [...described, ...measured].filter((field) => !ofPlace.includes(field)),
  (column) => `${column} = excluded.${column}`,
);
const MEASURED = listed(measured, (column) => `${column} = r.${column}`);
const SEEN_OR_KEPT = Prisma.sql`SELECT ${listed(
  ofPlace,
  (column) => `CASE WHEN may THEN excluded.${column} ELSE v.${column} END`,
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
    in_maintenance: host.inMaintenance,
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
    UPDATE host SET connection = r.connection, last_error = NULLIF(r.last_error, 'null'::jsonb), alarms = r.alarms, in_maintenance = r.in_maintenance,
      last_sample_at = r.last_sample_at,
      overloaded_since = r.overloaded_since, version = r.version, rack = r.rack, tags = r.tags, cpu_cores = r.cpu_cores, core_mhz = r.core_mhz, knows_clock = r.knows_clock,
      memory_mib = r.memory_mib, cpu_model = r.cpu_model, cpu_features = r.cpu_features, networks = r.networks,
      knows_networks = r.knows_networks, storages = r.storages, knows_storages = r.knows_storages, cpu_ids = r.cpu_ids, numa_nodes = r.numa_nodes,
      huge_pages = NULLIF(r.huge_pages, 'null'::jsonb), migration_mbps = r.migration_mbps,
      cpu_use = r.cpu_use, memory_used_mib = r.memory_used_mib, cpu_load = r.cpu_load, memory_load = r.memory_load,
      cpu_seconds = r.cpu_seconds, cpu_still_since = r.cpu_still_since
    FROM jsonb_populate_recordset(NULL::host, ${JSON.stringify(rows)}::jsonb) AS r WHERE host.id = r.id`;
}

/**
 * Writes observed VMs. `known`: the rows that were read before. Of a VM that differs from its row in nothing but what was
 * measured, only that is written: with thousands of VMs, the text of the others is most of the work.
 */
export async function storeVms(
  tx: Transaction,
  vms: readonly VmRow[],
  known: readonly VmRow[],
): Promise<void> {
  const before = new Map(known.map((vm) => [vm.id, vm]));
  const changed = vms.filter((vm) => {
    const row = before.get(vm.id);
    return row === undefined || described.some((field) => !isSame(vm[field], row[field]));
  });
  const isChanged = new Set(changed);
  await upsertVms(tx, changed);
  await updateMeasured(
    tx,
    vms.filter((vm) => !isChanged.has(vm)),
  );
}

/** Lists are short and nearly always equal: they are compared without the general function, which is slow. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => each === b[i]))
    return true;
  return typeof a === 'object' && isDeepStrictEqual(a, b);
}

const rowsOf = (vms: readonly VmRow[], fields: readonly VmField[]): string =>
  JSON.stringify(vms.map((vm) => Object.fromEntries(fields.map((field) => [vmColumns[field], vm[field]]))));

async function updateMeasured(tx: Transaction, vms: readonly VmRow[]): Promise<void> {
  if (vms.length === 0) return;
  await tx.$executeRaw`
    UPDATE vm AS v SET ${MEASURED}
    FROM jsonb_populate_recordset(NULL::vm, ${rowsOf(vms, ['id', ...measured])}::jsonb) AS r WHERE v.id = r.id`;
}

/**
 * Inserts new VMs and updates the others, with one statement. The host of a VM, and what was seen of it there, is kept
 * while one of its moves is in flight, and if one has started or ended since its row was read, which `placeVersion` shows.
 */
async function upsertVms(tx: Transaction, vms: readonly VmRow[]): Promise<void> {
  if (vms.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO vm AS v (${OBSERVED}) SELECT ${OBSERVED}
    FROM jsonb_populate_recordset(NULL::vm, ${rowsOf(vms, observed)}::jsonb) ORDER BY id
    ON CONFLICT (cluster_id, uuid) DO UPDATE SET (${OF_PLACE}) = (${SEEN_OR_KEPT}), ${EXCLUDED}`;
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
