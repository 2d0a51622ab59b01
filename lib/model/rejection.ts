import type { Facts } from './errors.ts';

/**
 * Why not: each code with the names of its facts. Facts about an object contain its name to display, not its id. The
 * sentence for each code is in `messages/*.json` under `rejection`; a test compares the two.
 */
export const rejectionFacts = {
  'no-memory': ['needsMiB', 'freeMiB'],
  'over-threshold': ['resource', 'afterPercent', 'thresholdPercent'], // resource: cpu | memory
  'host-not-online': ['state'],
  'same-host': [],
  'network-missing': ['missing'],
  'storage-missing': ['missing'],
  'cpu-feature-missing': ['missing'],
  'local-device': ['device'],
  // what ties a VM to its host: each kind of tie is a code (lib/model/vm.ts)
  'host-device': ['name'],
  'shared-folder': ['name'],
  'memory-device': ['name'],
  'local-disk': ['name'],
  'firmware-state': ['name'],
  tpm: ['name'],
  'saved-state': ['name'],
  snapshots: ['name'],
  checkpoints: ['name'],
  'block-job': ['name'],
  feature: ['name'],
  crashed: [],
  suspended: [],
  'shutting-down': [],
  'unknown-state': [],
  tied: ['name'],
  'managed-elsewhere': ['manager'],
  'too-few-cores': ['vcpus', 'cpuCores'],
  'host-cpus-missing': ['missing'],
  'numa-nodes-missing': ['missing'],
  'no-huge-pages': ['pageKiB', 'needsMiB', 'freeMiB'],
  'refused-before': ['reason'], // reason: a code of lib/model/errors.ts
  'uses-reserve': ['failed'], // failed: the hosts whose failure the cluster would no longer survive
  'keep-apart': ['rule', 'otherVm'],
  'keep-together': ['rule', 'otherVm'],
  'not-on-host': ['rule'],
  'only-on-hosts': ['rule'],
  'rack-full': ['rule', 'rack', 'limit'],
  excluded: [],
  manual: [],
  exempt: ['until'], // an ISO time
  'cool-down': ['secondsLeft'],
  'unknown-demand': [],
  'host-demand-unknown': ['otherVm'],
  // restMiB: what each round would leave to copy again; fitsMiB: what the pause copies; needsMiBps: it would converge from here on
  'will-not-converge': ['dirtyMiBps', 'bandwidthMiBps', 'restMiB', 'fitsMiB', 'needsMiBps'],
  'gain-too-small': ['gain', 'leastGain'],
  'no-room-on-the-way': ['needsMiB'], // it would fit at the end, but no safe order of moves leads there
  'no-host-left': ['hosts'],
  'memory-in-pieces': ['needsMiB', 'mostFreeMiB', 'allFreeMiB'], // free on one host, and on all that it may run on
  'not-found-in-budget': ['needsMiB', 'mostFreeMiB', 'allFreeMiB'], // nothing found, and nothing proved
  'rules-contradict': ['rule', 'otherRule'],
  'rule-stays-broken': ['rule'],
  'too-few-hosts': ['rule', 'needsHosts', 'hosts'], // more VMs to keep apart than the cluster has hosts
  'group-too-large': ['rule', 'needsMiB', 'largestMiB'], // VMs to keep together that no host can hold
  'max-moves': ['maxMoves'],
  balanced: [],
  'vm-locked': ['state'],
  'balanced-elsewhere': ['balancer'],
  'excluded-elsewhere': ['balancer'],
  'never-restarted': [], // its restart priority
} as const satisfies Record<string, readonly string[]>;

export type RejectionCode = keyof typeof rejectionFacts;

/** A VM, a host, or both, that were not chosen, with the reason. Without a VM: any VM; without a host: any host. */
export interface Rejection {
  vmId?: string;
  hostId?: string;
  code: RejectionCode;
  facts: Facts;
}
