import { type Connection, effectiveConnection } from './host.ts';

export interface ClusterTimes {
  intervalSeconds: number;
  livedUntil: Date | null;
  liveUntil: Date | null;
}

/**
 * The moment that a cluster is at: the clock's, but for a simulated cluster that still lives through its past,
 * whose newest figures are those of `livedUntil`.
 */
export function clusterNow(cluster: { livedUntil: Date | null; liveUntil: Date | null }, now: Date): Date {
  return isLivingPast(cluster) && cluster.livedUntil ? cluster.livedUntil : now;
}

/** True while a simulated cluster lives through its last seven days in fast time. Nothing can be ordered then. */
export function isLivingPast(cluster: { livedUntil: Date | null; liveUntil: Date | null }): boolean {
  return (
    cluster.liveUntil !== null && (cluster.livedUntil === null || cluster.livedUntil < cluster.liveUntil)
  );
}

/** While a cluster lives through its past it is collected in steps of five minutes, whatever its interval says. */
const PAST_STEP_SECONDS = 300;

/** The interval at which a cluster's hosts are heard at present, in seconds. */
export function intervalOf(cluster: ClusterTimes): number {
  return isLivingPast(cluster)
    ? Math.max(cluster.intervalSeconds, PAST_STEP_SECONDS)
    : cluster.intervalSeconds;
}

/**
 * The connection of a host as it must be read at `now`. A past that is lived is noted hour by hour: what was sampled since
 * is ahead of the cluster's moment, and no sign of a clock that was wrong.
 */
export function connectionNow(
  { connection, lastSampleAt }: { connection: Connection; lastSampleAt: Date | null },
  cluster: ClusterTimes,
  now: Date,
): Connection {
  const at = clusterNow(cluster, now);
  const isAheadInPast = isLivingPast(cluster) && lastSampleAt !== null && lastSampleAt > at;
  return isAheadInPast ? connection : effectiveConnection(connection, lastSampleAt, at, intervalOf(cluster));
}
