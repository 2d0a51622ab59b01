import type { Transaction } from '../../db/client.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { BallastError } from '../../model/errors.ts';
import { unfinishedRunStates } from '../../model/run.ts';

/**
 * Locks a cluster and throws if a job is waiting or running: `cluster-not-found`, or `cluster-busy` with `cluster`
 * and the number of `jobs`. No run can start there until the transaction ends.
 */
export async function assertIdle(tx: Transaction, clusterId: string) {
  const isThere = await lockClusterRow(tx, clusterId);
  const cluster = isThere ? await tx.cluster.findUnique({ where: { id: clusterId } }) : null;
  if (!cluster)
    throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
  const jobs = await tx.run.count({ where: { clusterId, state: { in: unfinishedRunStates } } });
  if (jobs > 0) {
    const facts = { cluster: cluster.name, jobs };
    throw new BallastError('cluster-busy', `${cluster.name} has ${jobs} jobs that wait or run`, facts);
  }
  return cluster;
}
