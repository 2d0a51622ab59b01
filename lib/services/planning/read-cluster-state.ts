import type { Database, Transaction } from '../../db/client.ts';
import { readClusterVms } from '../../db/cluster-vms.ts';
import { withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { withPicked } from '../../db/rules.ts';
import { BallastError } from '../../model/errors.ts';

/** A cluster with everything that plans are made from. Throws `cluster-not-found`. */
export async function readClusterState(db: Database | Transaction, clusterId: string) {
  const cluster = await db.cluster.findUnique({
    where: { id: clusterId },
    include: {
      ...withPolicy,
      hosts: { orderBy: { name: 'asc' }, include: withOwnPolicy },
      refusals: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
      rules: { include: withPicked, orderBy: { name: 'asc' } },
    },
  });
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  return { ...cluster, vms: await readClusterVms(db, clusterId) };
}
