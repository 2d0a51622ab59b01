/** What is stored of the balance of a cluster over time, in the order in which it is stored, and to which step. */
export const clusterMeasures = {
  spread: { resolution: 0.0001 }, // standard deviation of the loads of its hosts; 0 is even
  peak: { resolution: 0.0001 },
  overloadedHosts: { resolution: 1 },
  starvedVms: { resolution: 1 }, // VMs that got less CPU than they wanted (lib/services/observe/count-starved.ts)
} as const satisfies Record<string, { resolution: number }>;
