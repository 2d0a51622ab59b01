import type { HostMeasures, VmMeasures } from '../model/measures.ts';
import { realArray } from './binary-columns.ts';
import type { Database, Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';
import { hostColumns, type SampleKind, sampleKinds, vmColumns } from './sample-kinds.ts';

/** One measurement of a host. Fractions are 0 to 1 (load may exceed 1); null is unknown. */
export interface HostSample extends HostMeasures {
  hostId: string;
}

export interface VmSample extends VmMeasures {
  vmId: string;
}

export interface ClusterSample {
  clusterId: string;
  spread: number;
  peak: number;
  overloadedHosts: number;
  starvedVms: number;
}

/**
 * Writes the samples of one moment: one statement a table, because a cluster has many rows. A measure that no row has is not
 * named in it. Samples of the same object and moment are stored once. The hour needs its partitions (`ensurePartitions`).
 */
export async function insertSamples(
  tx: Transaction,
  at: Date,
  samples: { hosts: HostSample[]; vms: VmSample[]; cluster: ClusterSample | null },
): Promise<void> {
  const { hosts, vms, cluster } = samples;
  const hostValues: Column[] = [
    { name: hostColumns.cpuUse, values: hosts.map((s) => s.cpuUse) },
    { name: hostColumns.cpuPressure, values: hosts.map((s) => s.cpuPressure) },
    { name: hostColumns.memoryUsedMiB, values: hosts.map((s) => s.memoryUsedMiB) },
    { name: hostColumns.swapUsedMiB, values: hosts.map((s) => s.swapUsedMiB) },
    { name: hostColumns.hugePagesUsedMiB, values: hosts.map((s) => s.hugePagesUsedMiB) },
    { name: hostColumns.diskReadMiBps, values: hosts.map((s) => s.diskReadMiBps) },
    { name: hostColumns.diskWriteMiBps, values: hosts.map((s) => s.diskWriteMiBps) },
    { name: hostColumns.networkInMiBps, values: hosts.map((s) => s.networkInMiBps) },
    { name: hostColumns.networkOutMiBps, values: hosts.map((s) => s.networkOutMiBps) },
    { name: hostColumns.cpuLoad, values: hosts.map((s) => s.cpuLoad) },
    { name: hostColumns.memoryLoad, values: hosts.map((s) => s.memoryLoad) },
  ];
  const vmValues: Column[] = [
    { name: vmColumns.cores, values: vms.map((s) => s.cores) },
    { name: vmColumns.readyCores, values: vms.map((s) => s.readyCores) },
    { name: vmColumns.memoryUsedMiB, values: vms.map((s) => s.memoryUsedMiB) },
    { name: vmColumns.balloonMiB, values: vms.map((s) => s.balloonMiB) },
    { name: vmColumns.swapMiBps, values: vms.map((s) => s.swapMiBps) },
    { name: vmColumns.diskReadMiBps, values: vms.map((s) => s.diskReadMiBps) },
    { name: vmColumns.diskWriteMiBps, values: vms.map((s) => s.diskWriteMiBps) },
    { name: vmColumns.networkInMiBps, values: vms.map((s) => s.networkInMiBps) },
    { name: vmColumns.networkOutMiBps, values: vms.map((s) => s.networkOutMiBps) },
    { name: vmColumns.dirtyMiBps, values: vms.map((s) => s.dirtyMiBps) },
  ];
  const hostIds = hosts.map((s) => s.hostId);
  const vmIds = vms.map((s) => s.vmId);
  await insertRows(tx, 'host', at, hostIds, hostValues);
  await insertRows(tx, 'vm', at, vmIds, vmValues);
  if (!cluster) return;
  await tx.$executeRaw`
    INSERT INTO samples.cluster_sample (cluster_id, at, spread, peak, overloaded_hosts, starved_vms)
    VALUES (${cluster.clusterId}::uuid, ${at}, ${cluster.spread}, ${cluster.peak}, ${cluster.overloadedHosts},
      ${cluster.starvedVms})
    ON CONFLICT DO NOTHING`;
}

interface Column {
  name: string;
  values: (number | null)[];
}

async function insertRows(
  tx: Transaction,
  kind: SampleKind,
  at: Date,
  ids: string[],
  columns: readonly Column[],
): Promise<void> {
  if (ids.length === 0) return;
  const known = columns.filter(({ values }) => values.some((value) => value !== null));
  const { table, id } = sampleKinds[kind];
  const names = known.map(({ name }) => name);
  const arrays = known.map(({ values }) => Prisma.sql`${realArray(values)}::real[]`);
  await tx.$executeRaw`
    INSERT INTO samples.${Prisma.raw(table)} (${Prisma.raw([id, 'at', ...names].join(', '))})
    SELECT ${Prisma.raw(['s.id', 's.moment', ...names.map((name) => `s.${name}`)].join(', '))}
    FROM (SELECT ${at}::timestamptz AS moment, rows.* FROM
      unnest(${Prisma.join([Prisma.sql`${`{${ids.join(',')}}`}::uuid[]`, ...arrays])}) AS rows(${Prisma.raw(['id', ...names].join(', '))})) AS s
    ON CONFLICT DO NOTHING`;
}

/** The average measured CPU of VMs over the last hour or less, in cores, by VM id. A VM without samples is left out. */
export async function readVmAverages(
  db: Database,
  input: { vmIds: string[]; from: Date; to: Date },
): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ vmId: string; cores: number }[]>`
    SELECT vm_id AS "vmId", avg(COALESCE(cores, cpu_mhz / core_mhz))::float8 AS cores
    FROM samples.vm_sample LEFT JOIN samples.vm_clock USING (vm_id)
    WHERE vm_id = ANY(${input.vmIds}::uuid[]) AND at > ${input.from} AND at <= ${input.to} AND COALESCE(cores, cpu_mhz / core_mhz) IS NOT NULL
    GROUP BY 1`;
  return new Map(rows.map((row) => [row.vmId, row.cores]));
}

type LatestClusterSample = Omit<ClusterSample, 'starvedVms'> & { at: Date };

/** The newest sample of each cluster that has one in its open hours, by cluster id. */
export async function readLatestClusterSamples(
  db: Database,
  clusterIds: string[],
): Promise<Map<string, LatestClusterSample>> {
  const rows = await db.$queryRaw<LatestClusterSample[]>`
    SELECT c.id AS "clusterId", s.at, s.spread::float8 AS spread, s.peak::float8 AS peak, s.overloaded_hosts AS "overloadedHosts"
    FROM unnest(${clusterIds}::uuid[]) AS c(id) CROSS JOIN LATERAL
      (SELECT * FROM samples.cluster_sample WHERE cluster_id = c.id ORDER BY at DESC LIMIT 1) AS s`;
  return new Map(rows.map((row) => [row.clusterId, row]));
}
