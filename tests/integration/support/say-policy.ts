import type { Database } from '../../../lib/db/client.ts';
import { patchOf, withPolicy } from '../../../lib/db/policies.ts';
import type { PolicyPatch } from '../../../lib/model/policy.ts';

/**
 * Sets fields of a cluster's policy, in addition to the fields that are set already. It is nobody's edit, so
 * nothing is audited.
 */
export async function sayPolicy(db: Database, clusterId: string, said: PolicyPatch): Promise<void> {
  const cluster = await db.cluster.findUniqueOrThrow({ where: { id: clusterId }, include: withPolicy });
  const patch = { ...patchOf(cluster), ...said };
  await db.policy.upsert({
    where: { clusterId },
    create: { scope: 'cluster', clusterId, patch },
    update: { patch, version: { increment: 1 } },
  });
}
