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
