import type { Database, Transaction } from '../../db/client.ts';
import { readClusterVms } from '../../db/cluster-vms.ts';
import { withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { withPicked } from '../../db/rules.ts';
import { BallastError } from '../../model/errors.ts';

/** By the code units of their names: of equals the first is chosen, and a plan must not depend on how a server sorts. */
const byCodeUnits = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

/** A cluster with everything that plans are made from. Throws `cluster-not-found`. */
export async function readClusterState(db: Database | Transaction, clusterId: string) {
  const cluster = await db.cluster.findUnique({
    where: { id: clusterId },
    include: {
      ...withPolicy,
      hosts: { include: withOwnPolicy },
      refusals: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
      rules: { include: withPicked },
    },
  });
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  return {
    ...cluster,
    hosts: cluster.hosts.toSorted(byCodeUnits),
    rules: cluster.rules.toSorted(byCodeUnits),
    vms: await readClusterVms(db, clusterId),
  };
}
