import type { Transaction } from '../../db/client.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { BallastError } from '../../model/errors.ts';

/**
 * Makes these clusters the members of a group, and no others. Returns their names, in order. Throws `cluster-not-found`.
 */
export async function putClusters(tx: Transaction, groupId: string, clusterIds: string[]): Promise<string> {
  await tx.cluster.updateMany({
    where: { groupId, id: { notIn: clusterIds } },
    data: { groupId: null },
  });
  const { count } = await tx.cluster.updateMany({ where: { id: { in: clusterIds } }, data: { groupId } });
  if (count !== new Set(clusterIds).size)
    throw new BallastError('cluster-not-found', 'one of the clusters has since been removed');
  return namesIn(tx, groupId);
}

/** The names of the clusters of a group, in order. */
export async function namesIn(tx: Transaction, groupId: string): Promise<string> {
  const clusters = await tx.cluster.findMany({ where: { groupId }, orderBy: { name: 'asc' } });
  return clusters.map(({ name }) => name).join(', ');
}

/** The result of a change, or `group-name-taken` if another group has this name. */
export async function refuseTakenName<T>(name: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('group-name-taken', `there is a group ${name} already`, { group: name });
  }
}
