import { readLatestHours } from '../../db/packs.ts';
import { sampleKinds } from '../../db/sample-kinds.ts';
import { readLatestClusterSamples } from '../../db/samples.ts';
import { type ClusterPresent, presentOf } from '../../model/cluster-clock.ts';
import { unpackSamples } from '../../series/pack-samples.ts';
import type { Context } from '../../services/context.ts';
import { readSeries } from '../../services/series/read-series.ts';
import { evenSeries, timesOf } from './even-series.ts';
import { windowOf } from './series-range.ts';

/** How even a cluster's load is: spread is sd(CPU load) + sd(memory load) over its online hosts, 0 is even. */
export interface Balance {
  clusterId: string;
  spread: number | null; // now
  at: number[]; // start of each bucket, ms
  spreads: (number | null)[]; // null is a gap
}

const POINTS = 144;

/** The balance of clusters now and over the last 24 hours, in their order. */
export async function readBalance({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusters: readonly (ClusterPresent & { id: string })[] };
}): Promise<Balance[]> {
  const now = ctx.clock.now();
  const latest = await readLatestSpreads(
    ctx,
    input.clusters.map((cluster) => cluster.id),
  );
  return Promise.all(
    input.clusters.map(async (cluster) => {
      const window = windowOf('24h', presentOf(cluster, now), POINTS);
      const series = await readSeries({
        ctx,
        input: { kind: 'cluster', objectIds: [cluster.id], measures: ['spread'], window },
      });
      const buckets = series.get(cluster.id);
      return {
        clusterId: cluster.id,
        spread: latest.get(cluster.id) ?? null,
        at: buckets ? timesOf(buckets) : [],
        spreads: buckets ? evenSeries(buckets, 0).means : [],
      };
    }),
  );
}

/** The newest spread of each cluster that was ever sampled; that of a cluster without recent samples is in its last pack. */
async function readLatestSpreads(ctx: Context, clusterIds: string[]): Promise<Map<string, number>> {
  const open = await readLatestClusterSamples(ctx.db, clusterIds);
  const spreads = new Map([...open].map(([id, sample]) => [id, sample.spread]));
  const silent = clusterIds.filter((id) => !spreads.has(id));
  if (silent.length === 0) return spreads;
  const { resolutions } = sampleKinds.cluster;
  for (const { objectId, at, series } of await readLatestHours(ctx.db, silent)) {
    const { values } = unpackSamples(series, { startMs: at.getTime(), resolutions, wanted: [0] });
    const last = values[0]?.at(-1);
    if (last !== undefined && Number.isFinite(last)) spreads.set(objectId, last);
  }
  return spreads;
}
