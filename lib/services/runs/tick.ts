import { withAutomation } from '../../db/automation.ts';
import type { Database } from '../../db/client.ts';
import { vmPolicy, withOwnPolicy } from '../../db/policies.ts';
import type { Policy } from '../../model/policy.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/** What one tick of the runs of a cluster works with. */
export interface Tick {
  ctx: Context;
  driver: HypervisorDriver;
  cluster: TickCluster;
  policy: Policy; // of the cluster
  offHostIds: ReadonlySet<string>; // hosts that are proved to be off
}

export type TickCluster = NonNullable<Awaited<ReturnType<typeof readTickCluster>>>;

/**
 * The cluster as a tick needs it: its policy and automation, the hosts that its limits count, and the VMs with a policy of
 * their own; null: it is gone.
 */
export async function readTickCluster(db: Database, clusterId: string) {
  return db.cluster.findUnique({
    where: { id: clusterId },
    include: {
      ...withAutomation,
      hosts: { select: { id: true, name: true, migrationNetwork: true } },
      vms: { where: { policy: { isNot: null } }, select: { id: true, ...withOwnPolicy } },
    },
  });
}

/** The effective policy of the VM of a move. */
export function policyOfVm(
  { cluster, policy }: Pick<Tick, 'cluster' | 'policy'>,
  vmId: string | null,
): Policy {
  const vm = cluster.vms.find(({ id }) => id === vmId);
  return vm ? vmPolicy(cluster, vm).values : policy;
}
