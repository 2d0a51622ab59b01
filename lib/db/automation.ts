import type { AutomationState } from '../model/automation.ts';
import type { Transaction } from './client.ts';
import { type ClusterPolicies, clusterPolicy, withPolicy } from './policies.ts';

/** The relations that a query of clusters needs to know whether automation may act in them. */
export const withAutomation = {
  ...withPolicy,
  installation: { select: { ...withPolicy.installation.select, automationStoppedBy: true } },
  stops: { where: { resumedAt: null }, select: { id: true, code: true, at: true } },
} as const;

interface AutomatedCluster extends ClusterPolicies {
  installation: ClusterPolicies['installation'] & { automationStoppedBy: string | null };
  stops: readonly { code: string }[];
}

/** Whether automation may act in a cluster that was read with those relations. */
export function automationOf(cluster: AutomatedCluster): AutomationState {
  const by = cluster.installation.automationStoppedBy;
  return {
    policy: clusterPolicy(cluster).values,
    switchedOff: by === null ? null : { by },
    stop: cluster.stops[0] ?? null,
  };
}

/** Serializes changes of the stops of a cluster. */
export async function lockStops(tx: Transaction, clusterId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM cluster WHERE id = ${clusterId}::uuid FOR NO KEY UPDATE`;
}
