import { PackStore } from '../../../lib/db/pack-store.ts';
import { sampleKinds } from '../../../lib/db/sample-kinds.ts';
import { ensurePartitions } from '../../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../../lib/db/samples.ts';
import { DAY_MS, foldDay, foldPackedDays, HOUR_MS, type PackedPart } from '../../../lib/series/fold-hour.ts';
import type { SampleSeries } from '../../../lib/series/sample-series.ts';
import { Random } from '../instances/random.ts';
import type { BenchDatabase } from './bench-database.ts';
import { NoisyObject } from './noise.ts';
import { packHours } from './pack-hours.ts';

const INTERVAL_MS = 15_000;
const START = Date.UTC(2026, 9, 3); // a period of ten days begins
const VALUES = 10;
const DAYS = 10;
const { resolutions } = sampleKinds.vm;

/** What is stored of one VM, in bytes, with index and TOAST. */
export interface StoredBytes {
  valueBefore: number; // a value in rows of three, as the release before stored it
  value: number; // a value in a closed hour
  values: number; // that a VM has
  openSample: number; // a sample in rows
  hour: number; // a closed hour
  openHour: number; // an hour of five minutes, until its day is closed
  day: number; // a day of five minutes
  tenDays: number; // ten days of hours
}

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Stores `vms` VMs for ten days of noise, and measures the tables. */
export async function measureStoredBytes({ url, db }: BenchDatabase, vms: number): Promise<StoredBytes> {
  const store = await PackStore.open(url);
  if (!store) throw new Error('somebody else is packing');
  let samples = 0;
  try {
    for (let n = 1; n <= vms; n++) {
      const [objectId, vm] = [idOf(n), new NoisyObject(n)];
      const days = Array.from({ length: DAYS }, (_, i) => {
        const startMs = START + i * DAY_MS;
        const series = drawDay(vm, startMs, n);
        const { hours, buckets } = packHours(series, resolutions);
        return { startMs, hours, buckets, series, pack: foldDay(buckets, startMs).pack };
      });
      const [first] = days;
      samples += first?.series.at.length ?? 0;
      const rowsOf = (packs: readonly PackedPart[]) =>
        packs.map(({ startMs, pack }) => ({ objectId, atMs: startMs, series: pack }));
      const to = new Date(START + HOUR_MS);
      const part = { name: 'bench', kind: 'vm', from: new Date(START), to } as const;
      const open = { hour: rowsOf(first?.hours ?? []), openDay: rowsOf(first?.buckets ?? []) };
      await store.writeChunk({ part, packedTo: objectId }, open);
      const period = { startMs: START, pack: foldPackedDays(days, START) };
      await store.writeClosed(START, { day: rowsOf(days), tenDays: [] });
      await store.writeTenDays(rowsOf([period]));
    }
  } finally {
    await store.close();
  }
  const hours = await sizeOf(db, 'hour_pack');
  const openHour = (await sizeOf(db, 'open_day_pack')) / (vms * 24);
  const day = (await sizeOf(db, 'day_pack')) / (vms * DAYS);
  const tenDays = (await sizeOf(db, 'ten_day_pack')) / vms;
  const open = await measureRows(db, vms);
  await db.$executeRaw`TRUNCATE samples.vm_sample, samples.hour_pack, samples.open_day_pack, samples.day_pack, samples.ten_day_pack`;
  return {
    valueBefore: open.before / 3,
    value: hours / (samples * VALUES),
    values: VALUES,
    openSample: open.now,
    hour: hours / (vms * 24),
    openHour,
    day,
    tenDays,
  };
}

/** A day of samples, whose times differ from the interval as they do in a worker that has other work. */
function drawDay(vm: NoisyObject, startMs: number, seed: number): SampleSeries {
  const random = new Random(seed + startMs / DAY_MS);
  const at = Float64Array.from({ length: DAY_MS / INTERVAL_MS }, (_, i) =>
    Math.round(startMs + i * INTERVAL_MS + random.next() * 200),
  );
  const rows = Array.from(at, (ms) => Object.values(vm.vmAt(ms)));
  return { at, values: resolutions.map((_, m) => Float64Array.from(rows, (row) => row[m] ?? Number.NaN)) };
}

/** The bytes of a row with ten values, and of one with three as the release before stored it. */
async function measureRows(db: BenchDatabase['db'], vms: number): Promise<{ now: number; before: number }> {
  await ensurePartitions(db, new Date(START), new Date(START));
  await db.$executeRaw`CREATE TABLE samples.bench_before (vm_id uuid, at timestamptz(3), cores real, memory_used_mib real,
    dirty_mibps real, PRIMARY KEY (vm_id, at))`;
  const objects = Array.from({ length: vms }, (_, n) => ({
    vmId: idOf(n + 1),
    noise: new NoisyObject(n + 1),
  }));
  const steps = HOUR_MS / INTERVAL_MS;
  for (let i = 0; i < steps; i++) {
    const ms = START + i * INTERVAL_MS;
    const rows = objects.map(({ vmId, noise }) => ({ vmId, ...noise.vmAt(ms) }));
    await db.$transaction((tx) => insertSamples(tx, new Date(ms), { hosts: [], vms: rows, cluster: null }));
    await db.$executeRaw`INSERT INTO samples.bench_before SELECT vm_id, at, cores, memory_used_mib, dirty_mibps
      FROM samples.vm_sample WHERE at = ${new Date(ms)}`;
  }
  const now = (await sizeOf(db, 'vm_sample')) / (vms * steps);
  const before = (await sizeOf(db, 'bench_before')) / (vms * steps);
  await db.$executeRaw`DROP TABLE samples.bench_before`;
  return { now, before };
}

async function sizeOf(db: BenchDatabase['db'], table: string): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT COALESCE(sum(pg_total_relation_size(relid)), pg_total_relation_size(${`samples.${table}`}::regclass))::float8 AS bytes
    FROM pg_partition_tree(${`samples.${table}`}::regclass)`;
  return row?.bytes ?? Number.NaN;
}
