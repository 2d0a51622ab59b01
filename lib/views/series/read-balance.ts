import { readClusterSeries, readLatestClusterSamples } from '../../db/samples.ts';
import { type ClusterPresent, presentOf } from '../../model/cluster-clock.ts';
import { fillGaps } from '../../series/fill-gaps.ts';
import type { Context } from '../../services/context.ts';
import { gridOf, windowOf } from './series-range.ts';

/** How even a cluster's load is: spread is sd(CPU load) + sd(memory load) over its online hosts, 0 is even. */
export interface Balance {
  clusterId: string;
  spread: number | null; // now
  at: number[]; // start of each bucket, ms
  spreads: (number | null)[]; // null is a gap
}

/** The balance of clusters now and over the last 24 hours, in their order. */
export async function readBalance({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusters: readonly (ClusterPresent & { id: string })[] };
}): Promise<Balance[]> {
  const now = ctx.clock.now();
  const latest = await readLatestClusterSamples(
    ctx.db,
    input.clusters.map((cluster) => cluster.id),
  );
  return Promise.all(
    input.clusters.map(async (cluster) => {
      const window = windowOf('24h', presentOf(cluster, now));
      const buckets = await readClusterSeries(ctx.db, { clusterIds: [cluster.id], ...window });
      const { at, values } = fillGaps(buckets, gridOf(window));
      return {
        clusterId: cluster.id,
        spread: latest.get(cluster.id)?.spread ?? null,
        at,
        spreads: values.map((bucket) => bucket?.spread ?? null),
      };
    }),
  );
}
