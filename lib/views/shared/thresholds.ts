import { type ClusterPolicies, clusterPolicy } from '../../db/policies.ts';
import type { Thresholds } from '../../model/policy.ts';

/** Above which loads, in percent, the hosts of a cluster count as overloaded. */
export function thresholdsOf(cluster: ClusterPolicies): Thresholds {
  const { cpuThresholdPercent, memoryThresholdPercent } = clusterPolicy(cluster).values;
  return { cpuThresholdPercent, memoryThresholdPercent };
}
