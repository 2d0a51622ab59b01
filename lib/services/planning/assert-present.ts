import { isLivingPast } from '../../model/cluster-now.ts';
import { BallastError } from '../../model/errors.ts';

/**
 * Nothing can be ordered of a simulated cluster that still lives through its past, except by those who live there:
 * their clock (`now`) is in it. Throws `cluster-in-past`.
 */
export function assertPresent(
  cluster: { name: string; livedUntil: Date | null; liveUntil: Date | null },
  now: Date,
): void {
  if (!isLivingPast(cluster) || (cluster.liveUntil && now < cluster.liveUntil)) return;
  throw new BallastError('cluster-in-past', `${cluster.name} still lives through its simulated past`, {
    cluster: cluster.name,
  });
}
