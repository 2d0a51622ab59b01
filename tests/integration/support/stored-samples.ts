import { expect } from 'vitest';
import type { Database } from '../../../lib/db/client.ts';
import { PackStore } from '../../../lib/db/pack-store.ts';
import type { Measures, SampleKind } from '../../../lib/db/sample-kinds.ts';
import { ensurePartitions } from '../../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../../lib/db/samples.ts';
import type { Context } from '../../../lib/services/context.ts';
import { defaultKeep } from '../../../lib/services/retention/keep-samples.ts';
import { packClosedHours } from '../../../lib/services/retention/pack-closed-hours.ts';
import { readSeries } from '../../../lib/services/series/read-series.ts';
import { unknownHostMeasures, unknownVmMeasures } from './unknown-measures.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const ids = { cluster: id(1), host: id(2), vm: id(3) };

/** Stores a sample of a cluster, a host and a VM; `value` is a multiple of 0.001 below 1. */
export async function storeSample(db: Database, at: Date, value: number, of = ids): Promise<void> {
  await ensurePartitions(db, at, at);
  await insertSamples(db, at, {
    hosts: [{ ...unknownHostMeasures, hostId: of.host, cpuUse: value, memoryUsedMiB: value * 1000 }],
    vms: [{ ...unknownVmMeasures, vmId: of.vm, cores: value, diskReadMiBps: value * 10 }],
    cluster: { clusterId: of.cluster, spread: value, peak: value, overloadedHosts: 1, starvedVms: 2 },
  });
}

/** Stores many samples of a host, in order and without gaps in their hours. */
export async function storeHostSamples(
  db: Database,
  samples: readonly { at: Date; value: number }[],
): Promise<void> {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return;
  await ensurePartitions(db, first.at, last.at);
  await db.$executeRaw`
    INSERT INTO samples.host_sample (host_id, at, cpu_use) SELECT ${ids.host}::uuid, at, value
    FROM unnest(${samples.map(({ at }) => at)}::timestamptz[], ${samples.map(({ value }) => value)}::real[]) AS s(at, value)`;
}

/** Packs as a worker does, once. `meddle` gets what it stores with, and what asks it to stop. */
export async function packOnce(
  ctx: Context,
  url: string,
  meddle: (store: PackStore, stopping: AbortController) => void = () => undefined,
) {
  const store = await PackStore.open(url);
  if (!store) throw new Error('another worker is packing');
  const stopping = new AbortController();
  meddle(store, stopping);
  try {
    const input = { keep: defaultKeep };
    return await packClosedHours({ ctx, store, input, stopping: stopping.signal });
  } finally {
    await store.close();
  }
}

export interface Figures {
  at: string;
  count: number;
  mean: number;
  least: number;
  greatest: number;
}

/** What a chart gets of one measure: the buckets with samples, as they are. */
export async function readFigures<Kind extends SampleKind>(
  ctx: Context,
  { kind, objectId, measure }: { kind: Kind; objectId: string; measure: Measures[Kind] },
  window: { from: Date; to: Date; bucketSeconds: number },
): Promise<Figures[]> {
  const series = await readSeries({
    ctx,
    input: { kind, objectIds: [objectId], measures: [measure], window },
  });
  const buckets = series.get(objectId);
  const [found] = buckets?.measures ?? [];
  if (!buckets || !found) return [];
  return [...found.counts].flatMap((count, i) =>
    count === 0
      ? []
      : [
          {
            at: new Date(buckets.startMs + i * buckets.stepMs).toISOString(),
            count,
            mean: found.means[i] ?? Number.NaN,
            least: found.least[i] ?? Number.NaN,
            greatest: found.greatest[i] ?? Number.NaN,
          },
        ],
  );
}

/** The same buckets, with the same values except for the rounding of their means. */
export function expectSame(after: readonly Figures[], before: readonly Figures[]): void {
  const near = before.map(({ mean, least, greatest, ...bucket }) => ({
    ...bucket,
    mean: expect.closeTo(mean, 2),
    least: expect.closeTo(least, 3),
    greatest: expect.closeTo(greatest, 3),
  }));
  expect(after).toEqual(near);
}

/** How many rows each table of samples has. */
export async function countSamples(db: Database) {
  const [row] = await db.$queryRaw<Record<string, number>[]>`
    SELECT (SELECT count(*)::int FROM samples.host_sample) AS open, (SELECT count(*)::int FROM samples.hour_pack) AS hours,
      (SELECT count(*)::int FROM samples.open_day_pack) AS "openDays", (SELECT count(*)::int FROM samples.day_pack) AS days,
      (SELECT count(*)::int FROM samples.ten_day_pack) AS "tenDays"`;
  return row;
}
