import type { Database, Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';

/** One measurement of a host. Fractions are 0 to 1 (load may exceed 1); null is unknown. */
export interface HostSample {
  hostId: string;
  cpuUse: number | null;
  memoryUsedMiB: number | null;
  cpuLoad: number | null;
  memoryLoad: number | null;
}

export interface VmSample {
  vmId: string;
  cores: number | null; // busy
  memoryUsedMiB: number | null;
  dirtyMiBps: number | null;
}

export interface ClusterSample {
  clusterId: string;
  spread: number;
  peak: number;
  overloadedHosts: number;
}

const tables = ['host_sample', 'vm_sample', 'cluster_sample'] as const;
const DAY_MS = 86_400_000;
const PARTITION_LOCK = 0x9a27;
const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
const suffix = (day: Date): string => day.toISOString().slice(0, 10).replaceAll('-', '');

/** Creates the missing daily partitions from `from` to `to`, both days included. Safe in parallel. */
export async function ensurePartitions(db: Database, from: Date, to: Date): Promise<void> {
  const existing = new Set(await listPartitions(db));
  const missing: { table: string; day: Date; name: string }[] = [];
  for (let day = dayOf(from); day <= to; day = new Date(day.getTime() + DAY_MS)) {
    for (const table of tables) {
      const name = `${table}_${suffix(day)}`;
      if (!existing.has(name)) missing.push({ table, day, name });
    }
  }
  if (missing.length === 0) return;
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`; // IF NOT EXISTS alone does not prevent a race
    for (const { table, day, name } of missing) {
      const end = new Date(day.getTime() + DAY_MS);
      await tx.$executeRawUnsafe(
        `CREATE TABLE IF NOT EXISTS samples.${name} PARTITION OF samples.${table}
         FOR VALUES FROM ('${day.toISOString()}') TO ('${end.toISOString()}')`,
      );
    }
  });
}

async function listPartitions(db: Database): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'samples' AND tablename ~ '_sample_[0-9]{8}$'`;
  return rows.map((row) => row.name);
}

/** The days (UTC) on which any host was sampled, the oldest first. */
export async function listMeasuredDays(db: Database): Promise<Date[]> {
  const days = (await listPartitions(db)).flatMap((name) => /^host_sample_(\d{8})$/.exec(name)?.[1] ?? []);
  const parts = days.map(
    (day) =>
      Prisma.sql`SELECT ${day} AS day WHERE EXISTS (SELECT FROM samples.${Prisma.raw(`host_sample_${day}`)})`,
  );
  if (parts.length === 0) return [];
  const rows = await db.$queryRaw<{ day: string }[]>`${Prisma.join(parts, ' UNION ALL ')} ORDER BY day`;
  return rows.map(({ day }) => new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`));
}

/** Drops the partitions of the days that ended before `before`; returns their names. */
export async function dropPartitionsBefore(db: Database, before: Date): Promise<string[]> {
  const limit = suffix(dayOf(before));
  const old = (await listPartitions(db)).filter((name) => name.slice(-8) < limit);
  for (const name of old) await db.$executeRawUnsafe(`DROP TABLE samples."${name}"`);
  return old;
}

/** Writes the samples of one moment: one statement a table, because a cluster has many rows. */
export async function insertSamples(
  tx: Transaction,
  at: Date,
  samples: { hosts: HostSample[]; vms: VmSample[]; cluster: ClusterSample | null },
): Promise<void> {
  const { hosts, vms, cluster } = samples;
  await tx.$executeRaw`
    INSERT INTO samples.host_sample (host_id, at, cpu_use, memory_used_mib, cpu_load, memory_load)
    SELECT id, ${at}, use, used, load, memory FROM unnest(
      ${hosts.map((s) => s.hostId)}::uuid[], ${hosts.map((s) => s.cpuUse)}::real[], ${hosts.map((s) => s.memoryUsedMiB)}::real[],
      ${hosts.map((s) => s.cpuLoad)}::real[], ${hosts.map((s) => s.memoryLoad)}::real[]) AS s(id, use, used, load, memory)
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO samples.vm_sample (vm_id, at, cores, memory_used_mib, dirty_mibps)
    SELECT id, ${at}, cores, used, dirty FROM unnest(
      ${vms.map((s) => s.vmId)}::uuid[], ${vms.map((s) => s.cores)}::real[], ${vms.map((s) => s.memoryUsedMiB)}::real[],
      ${vms.map((s) => s.dirtyMiBps)}::real[]) AS s(id, cores, used, dirty)
    ON CONFLICT DO NOTHING`;
  if (!cluster) return;
  await tx.$executeRaw`
    INSERT INTO samples.cluster_sample (cluster_id, at, spread, peak, overloaded_hosts)
    VALUES (${cluster.clusterId}::uuid, ${at}, ${cluster.spread}, ${cluster.peak}, ${cluster.overloadedHosts})
    ON CONFLICT DO NOTHING`;
}

/** A bucket of a series: averages of its samples, and the highest CPU. A bucket without samples is left out. */
export interface HostBucket {
  hostId: string;
  at: Date;
  cpuUse: number | null;
  cpuUseMax: number | null;
  memoryUsedMiB: number | null;
  cpuLoad: number | null;
  memoryLoad: number | null;
}

/** The series of hosts, in buckets of `bucketSeconds`, oldest first. */
export async function readHostSeries(
  db: Database,
  input: { hostIds: string[]; from: Date; to: Date; bucketSeconds: number },
): Promise<HostBucket[]> {
  return db.$queryRaw<HostBucket[]>`
    SELECT host_id AS "hostId", date_bin(make_interval(secs => ${input.bucketSeconds}::float8), at, 'epoch') AS at,
      avg(cpu_use)::float8 AS "cpuUse", max(cpu_use)::float8 AS "cpuUseMax", avg(memory_used_mib)::float8 AS "memoryUsedMiB",
      avg(cpu_load)::float8 AS "cpuLoad", avg(memory_load)::float8 AS "memoryLoad"
    FROM samples.host_sample
    WHERE host_id = ANY(${input.hostIds}::uuid[]) AND at > ${input.from} AND at <= ${input.to}
    GROUP BY 1, 2 ORDER BY 2, 1`;
}

export interface VmBucket {
  vmId: string;
  at: Date;
  cores: number | null; // busy
}

/** The measured busy cores of VMs, in buckets of `bucketSeconds`, oldest first. */
export async function readVmSeries(
  db: Database,
  input: { vmIds: string[]; from: Date; to: Date; bucketSeconds: number },
): Promise<VmBucket[]> {
  return db.$queryRaw<VmBucket[]>`
    SELECT vm_id AS "vmId", date_bin(make_interval(secs => ${input.bucketSeconds}::float8), at, 'epoch') AS at,
      avg(COALESCE(cores, cpu_mhz / core_mhz))::float8 AS cores
    FROM samples.vm_sample LEFT JOIN samples.vm_clock USING (vm_id)
    WHERE vm_id = ANY(${input.vmIds}::uuid[]) AND at > ${input.from} AND at <= ${input.to}
    GROUP BY 1, 2 ORDER BY 2, 1`;
}

/** The average measured CPU of VMs over a period, in cores, by VM id. A VM without samples is left out. */
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

export interface ClusterBucket {
  clusterId: string;
  at: Date;
  spread: number;
  peak: number;
  overloadedHosts: number;
}

/** The balance of clusters over time, in buckets of `bucketSeconds`, oldest first. */
export async function readClusterSeries(
  db: Database,
  input: { clusterIds: string[]; from: Date; to: Date; bucketSeconds: number },
): Promise<ClusterBucket[]> {
  return db.$queryRaw<ClusterBucket[]>`
    SELECT cluster_id AS "clusterId", date_bin(make_interval(secs => ${input.bucketSeconds}::float8), at, 'epoch') AS at,
      avg(spread)::float8 AS spread, avg(peak)::float8 AS peak, max(overloaded_hosts)::int AS "overloadedHosts"
    FROM samples.cluster_sample
    WHERE cluster_id = ANY(${input.clusterIds}::uuid[]) AND at > ${input.from} AND at <= ${input.to}
    GROUP BY 1, 2 ORDER BY 2, 1`;
}

/** The newest sample of each cluster that has one, by cluster id. */
export async function readLatestClusterSamples(
  db: Database,
  clusterIds: string[],
): Promise<Map<string, ClusterSample & { at: Date }>> {
  const rows = await db.$queryRaw<(ClusterSample & { at: Date })[]>`
    SELECT c.id AS "clusterId", s.at, s.spread::float8 AS spread, s.peak::float8 AS peak, s.overloaded_hosts AS "overloadedHosts"
    FROM unnest(${clusterIds}::uuid[]) AS c(id) CROSS JOIN LATERAL
      (SELECT * FROM samples.cluster_sample WHERE cluster_id = c.id ORDER BY at DESC LIMIT 1) AS s`;
  return new Map(rows.map((row) => [row.clusterId, row]));
}
