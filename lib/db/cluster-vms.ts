import type { Database, Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';
import { type JsonColumn, jsonColumns } from './json-columns.ts';
import { parseColumn } from './parse-columns.ts';
import { withOwnPolicy } from './policies.ts';
import type { VmRow } from './rows.ts';
import { type VmField, vmColumns } from './vm-columns.ts';

type JsonField = keyof typeof jsonColumns.vm;
type TimeField = 'cpuStillSince' | 'lastMigratedAt' | 'dirtyAskedAt' | 'missingSince' | 'seenAt';

/** A VM as PostgreSQL writes it in JSON. */
type JsonVm = Omit<VmRow, TimeField | JsonField> &
  Record<Exclude<TimeField, 'seenAt'>, string | null> & { seenAt: string } & Record<JsonField, unknown>;

/** A list that was never written is NULL, and empty as Prisma reads it. */
const lists: ReadonlySet<string> = new Set<VmField>([
  'networks',
  'storages',
  'localDevices',
  'cpuFeatures',
  'tags',
  'hostCpus',
  'numaNodes',
]);
const FIELDS = Prisma.raw(
  Object.entries(vmColumns)
    .map(([field, column]) => `${lists.has(field) ? `coalesce(${column}, '{}')` : column} AS "${field}"`)
    .join(', '),
);

/**
 * All VMs of a cluster by name, each with its own policy and exemption. They come as one JSON value: a cluster has thousands
 * of them, it is read several times in each interval, and Prisma takes several times longer to make rows of them.
 */
export async function readClusterVms(db: Database | Transaction, clusterId: string) {
  const [read] = await db.$queryRaw<[{ vms: string }]>`
    SELECT coalesce(json_agg(v), '[]')::text AS vms
    FROM (SELECT ${FIELDS} FROM vm WHERE cluster_id = ${clusterId}::uuid ORDER BY name COLLATE "C") AS v`;
  const ofCluster = { where: { vm: { clusterId } } };
  const exemptions = new Map(
    (await db.vmExemption.findMany(ofCluster)).map((exemption) => [exemption.vmId, exemption]),
  );
  const select = { ...withOwnPolicy.policy.select, vmId: true };
  const policies = new Map(
    (await db.policy.findMany({ ...ofCluster, select })).map(({ vmId, ...policy }) => [vmId, policy]),
  );
  const rows: JsonVm[] = JSON.parse(read.vms);
  return rows.map((row) => ({
    ...vmRow(row, db),
    exemption: exemptions.get(row.id) ?? null,
    policy: policies.get(row.id) ?? null,
  }));
}

const timeOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

function vmRow(row: JsonVm, db: Database | Transaction): VmRow {
  const parsed = <T>(column: JsonField, how: JsonColumn<T>): T =>
    parseColumn(how, { table: 'vm', column, id: row.id, value: row[column] }, db.$reportUnreadable);
  return {
    ...row,
    cpuStillSince: timeOf(row.cpuStillSince),
    lastMigratedAt: timeOf(row.lastMigratedAt),
    dirtyAskedAt: timeOf(row.dirtyAskedAt),
    missingSince: timeOf(row.missingSince),
    seenAt: new Date(row.seenAt),
    doubts: parsed('doubts', jsonColumns.vm.doubts),
    learned: parsed('learned', jsonColumns.vm.learned),
    ties: parsed('ties', jsonColumns.vm.ties),
  };
}
