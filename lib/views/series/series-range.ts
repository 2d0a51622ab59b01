import { z } from 'zod';
import type { ClusterTime } from '../../model/cluster-clock.ts';

/** How far back a chart looks. */
export const SeriesRange = z.enum(['1h', '24h', '7d']);
export type SeriesRange = z.infer<typeof SeriesRange>;

const lengths: Record<SeriesRange, { seconds: number; bucketSeconds: number }> = {
  '1h': { seconds: 3600, bucketSeconds: 60 },
  '24h': { seconds: 86_400, bucketSeconds: 600 },
  '7d': { seconds: 604_800, bucketSeconds: 3600 },
};

export interface SeriesWindow {
  from: Date;
  to: Date;
  bucketSeconds: number;
}

/** The window of a range that ends at the cluster's present; no bucket is shorter than the sample interval. */
export function windowOf(range: SeriesRange, { now, intervalSeconds }: ClusterTime): SeriesWindow {
  const { seconds, bucketSeconds } = lengths[range];
  return {
    from: new Date(now.getTime() - seconds * 1000),
    to: now,
    bucketSeconds: Math.max(bucketSeconds, intervalSeconds),
  };
}

/** The window as `fillGaps` takes it. */
export const gridOf = ({ from, to, bucketSeconds }: SeriesWindow) => ({
  fromMs: from.getTime(),
  toMs: to.getTime(),
  bucketMs: bucketSeconds * 1000,
});
