import { PackStore } from '../../../lib/db/pack-store.ts';
import { sampleKinds } from '../../../lib/db/sample-kinds.ts';
import { ensurePartitions } from '../../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../../lib/db/samples.ts';
import {
  DAY_MS,
  foldDay,
  foldPackedDays,
  HOUR_MS,
  type PackedPart,
  TEN_DAYS_MS,
} from '../../../lib/series/fold-hour.ts';
import type { Context } from '../../../lib/services/context.ts';
import { readHostChart } from '../../../lib/views/series/read-host-chart.ts';
import type { SeriesRange } from '../../../lib/views/series/series-range.ts';
import { Random } from '../instances/random.ts';
import type { BenchDatabase } from './bench-database.ts';
import { NoisyObject } from './noise.ts';
import { packHours } from './pack-hours.ts';

const INTERVAL_MS = 15_000;
/** The present: within an hour, as most moments are. */
const NOW = Date.UTC(2026, 10, 20, 9, 40);
const LAST_PERIOD = Math.floor(NOW / TEN_DAYS_MS) * TEN_DAYS_MS;
const PERIODS = 73;
const DAYS = 30;
const { resolutions } = sampleKinds.host;
const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const measuredRanges = ['1h', '24h', '30d', '1y'] as const satisfies readonly SeriesRange[];

/** Milliseconds of each read of a chart, by its range; `before`: of the last 24 hours as the release before read them. */
export interface ChartReads {
  reads: Record<(typeof measuredRanges)[number], number[]>;
  before: number[];
}

/** Fills the tables with two years of `hosts` hosts, and reads charts of hosts that are drawn at random. */
export async function measureChartReads(
  { url, db }: BenchDatabase,
  { hosts, reads }: { hosts: number; reads: number },
): Promise<ChartReads> {
  await fillPacks(url, hosts);
  await fillRows(db, hosts);
  await db.$executeRaw`ANALYZE`;
  const ctx: Context = {
    db,
    clock: { now: () => new Date(NOW) },
    actor: { kind: 'system', name: 'command line' },
  };
  const cluster = { intervalSeconds: 15, backfilledUntil: null, backfillUntil: null, driverConfig: null };
  const random = new Random(1);
  const draw = (): string => idOf(1 + random.below(hosts));
  const measure = async (read: () => Promise<unknown>): Promise<number[]> => {
    const taken: number[] = [];
    for (let i = 0; i < reads; i++) {
      const begun = performance.now();
      await read();
      taken.push(performance.now() - begun);
    }
    return taken;
  };
  const chart = (range: SeriesRange) => () =>
    readHostChart({
      ctx,
      input: {
        host: { id: draw(), memoryMiB: 524_288 },
        cluster,
        choice: { range, span: null, group: null },
      },
    });
  await chart('24h')(); // connects
  return {
    reads: {
      '1h': await measure(chart('1h')),
      '24h': await measure(chart('24h')),
      '30d': await measure(chart('30d')),
      '1y': await measure(chart('1y')),
    },
    before: await measureBefore(db, hosts, () => measure(() => readBefore(db, draw()))),
  };
}

/** One host is packed, and all others get its packs: their bytes take as long to read. */
async function fillPacks(url: string, hosts: number): Promise<void> {
  const noise = new NoisyObject(7);
  const dayOf = (startMs: number, endMs: number) => {
    const at = Float64Array.from(
      { length: (endMs - startMs) / INTERVAL_MS },
      (_, i) => startMs + i * INTERVAL_MS,
    );
    const rows = Array.from(at, (ms) => Object.values(noise.hostAt(ms)));
    return { at, values: resolutions.map((_, m) => Float64Array.from(rows, (row) => row[m] ?? Number.NaN)) };
  };
  const today = Math.floor(NOW / DAY_MS) * DAY_MS;
  const firstOpenHour = Math.floor(NOW / HOUR_MS) * HOUR_MS - HOUR_MS;
  const days = Array.from({ length: DAYS }, (_, i) => {
    const startMs = today - i * DAY_MS;
    const samples = dayOf(startMs, i === 0 ? firstOpenHour : startMs + DAY_MS);
    const { hours, buckets } = packHours(samples, resolutions);
    return { startMs, hours, buckets, pack: foldDay(buckets, startMs).pack };
  });
  const [openDay, ...closed] = days;
  const period = foldPackedDays(
    closed.slice(0, 10).map(({ pack }, i) => ({ startMs: i * DAY_MS, pack })),
    0,
  );
  const hours = days.slice(0, 3).flatMap((day) => day.hours);
  const periods = Array.from({ length: PERIODS }, (_, i) => ({
    startMs: LAST_PERIOD - (i + 1) * TEN_DAYS_MS,
    pack: period,
  }));
  const store = await PackStore.open(url);
  if (!store) throw new Error('somebody else is packing');
  try {
    const part = { name: 'bench', kind: 'host', from: new Date(NOW), to: new Date(NOW) } as const;
    for (let n = 1; n <= hosts; n++) {
      const objectId = idOf(n);
      const rowsOf = (packs: readonly PackedPart[]) =>
        packs.map(({ startMs, pack }) => ({ objectId, atMs: startMs, series: pack }));
      const open = { hour: rowsOf(hours), openDay: rowsOf(openDay?.buckets ?? []) };
      await store.writeChunk({ part, packedTo: objectId }, open);
      await store.writeClosed(today, { day: rowsOf(closed), tenDays: [] });
      await store.writeTenDays(rowsOf(periods));
    }
  } finally {
    await store.close();
  }
}

/** The hours that are not packed yet. */
async function fillRows(db: BenchDatabase['db'], hosts: number): Promise<void> {
  const objects = Array.from({ length: hosts }, (_, n) => ({
    hostId: idOf(n + 1),
    noise: new NoisyObject(n),
  }));
  const from = Math.floor(NOW / HOUR_MS) * HOUR_MS - HOUR_MS;
  await ensurePartitions(db, new Date(from), new Date(NOW));
  for (let ms = from; ms <= NOW; ms += INTERVAL_MS) {
    const rows = objects.map(({ hostId, noise }) => ({ hostId, ...noise.hostAt(ms) }));
    await db.$transaction((tx) => insertSamples(tx, new Date(ms), { hosts: rows, vms: [], cluster: null }));
  }
}

/** A day of the same hosts in rows with four values. */
async function measureBefore(
  db: BenchDatabase['db'],
  hosts: number,
  measure: () => Promise<number[]>,
): Promise<number[]> {
  await db.$executeRaw`CREATE TABLE samples.bench_before (host_id uuid, at timestamptz(3), cpu_use real, memory_used_mib real,
    cpu_load real, memory_load real, PRIMARY KEY (host_id, at))`;
  await db.$executeRaw`INSERT INTO samples.bench_before
    SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, at, random(), random(), random(), random()
    FROM generate_series(${new Date(NOW - DAY_MS)}::timestamptz, ${new Date(NOW)}, '15 seconds') AS at, generate_series(1, ${hosts}::int) AS n`;
  await db.$executeRaw`ANALYZE samples.bench_before`;
  try {
    return await measure();
  } finally {
    await db.$executeRaw`DROP TABLE samples.bench_before`;
  }
}

const readBefore = (db: BenchDatabase['db'], hostId: string) => db.$queryRaw`
  SELECT host_id::text, date_bin('10 minutes', at, 'epoch') AS at, avg(cpu_use)::float8, max(cpu_use)::float8,
    avg(memory_used_mib)::float8, avg(cpu_load)::float8, avg(memory_load)::float8
  FROM samples.bench_before WHERE host_id = ${hostId}::uuid AND at > ${new Date(NOW - DAY_MS)} AND at <= ${new Date(NOW)}
  GROUP BY 1, 2 ORDER BY 2`;
