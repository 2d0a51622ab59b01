import type { Family } from '../instances/families.ts';
import type { ReserveCluster } from './judge-clusters.ts';

interface Asked {
  readonly clusters: number; // of each size
  readonly seed: number; // of the first
}

/** From clusters with some free memory to those whose VMs hardly fit on all hosts but one. */
const families: readonly Family[] = ['evacuation-85', 'evacuation-92', 'evacuation-96', 'evacuation-99'];

/** `judged`: the hosts that HiGHS is asked about, too. */
const sizes = [
  { hosts: 8, vms: 60, judged: 8 },
  { hosts: 20, vms: 200, judged: 4 },
  { hosts: 64, vms: 1000, judged: 2 },
];

const familyOf = (index: number): Family => families[index % families.length] ?? 'evacuation-85';
const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Clusters of every size, the families in turn. */
export const failureClusters = ({ clusters, seed }: Asked): (ReserveCluster & { judged: number })[] =>
  sizes.flatMap((size) => indices(clusters).map((i) => ({ ...size, family: familyOf(i), seed: seed + i })));

const sizesMiB = [2048, 4096, 8192, 16_384];

/** Clusters with free memory, and the size of the VMs to add. Larger ones HiGHS does not solve in a minute. */
export const countClusters = ({ clusters, seed }: Asked): (ReserveCluster & { sizeMiB: number })[] =>
  indices(clusters).map((i) => ({
    hosts: 8,
    vms: 60,
    family: i % 2 === 0 ? 'evacuation-85' : 'evacuation-92',
    seed: seed + i,
    sizeMiB: sizesMiB[Math.floor(i / 2) % sizesMiB.length] ?? 4096,
  }));
