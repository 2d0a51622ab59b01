import type { Cluster } from '../cluster/cluster.ts';
import { automation } from './automation.ts';
import { balancedElsewhere } from './balanced-elsewhere.ts';
import type { FixedConstraint, PlacedConstraint, Refusal, VmConstraint } from './constraint.ts';
import { convergence } from './convergence.ts';
import { coolDown } from './cool-down.ts';
import { cpuFeatures } from './cpu-features.ts';
import { exempt } from './exempt.ts';
import { hostCpus, numaNodes } from './host-numbers.ts';
import { hostOnline } from './host-online.ts';
import { hugePages } from './huge-pages.ts';
import { keepApart } from './keep-apart.ts';
import { keepTogether } from './keep-together.ts';
import { knownDemand, knownHostDemand } from './known-demand.ts';
import { localDevice } from './local-device.ts';
import { managedElsewhere } from './managed-elsewhere.ts';
import { memory } from './memory.ts';
import { networks } from './networks.ts';
import { notOnHosts } from './not-on-hosts.ts';
import { onlyOnHosts } from './only-on-hosts.ts';
import { rackSpread } from './rack-spread.ts';
import { refusedBefore } from './refused-before.ts';
import { sourceOnline } from './source-online.ts';
import { storages } from './storages.ts';
import { threshold } from './threshold.ts';
import { liveOnly, ties } from './ties.ts';
import { tooFewCores } from './too-few-cores.ts';

/** Which rules apply to which kind of plan. The first refusal in order is reported. */

/** Hard for all plans: balancing, evacuation, a move that a person requests. */
export const fixedRules: readonly FixedConstraint[] = [
  hostOnline,
  managedElsewhere,
  localDevice,
  ties,
  refusedBefore,
  tooFewCores,
  hostCpus,
  numaNodes,
  networks,
  storages,
  cpuFeatures,
  onlyOnHosts,
  notOnHosts,
];
export const groupRules: readonly PlacedConstraint[] = [keepApart, keepTogether, rackSpread];
export const placedRules: readonly PlacedConstraint[] = [memory, hugePages, ...groupRules];

/** Only for balancing, which nobody asked for. */
export const balanceVmRules: readonly VmConstraint[] = [
  sourceOnline,
  automation,
  balancedElsewhere,
  exempt,
  liveOnly,
  knownDemand,
  coolDown,
];
export const balanceFixedRules: readonly FixedConstraint[] = [knownHostDemand, convergence];
export const balancePlacedRules: readonly PlacedConstraint[] = [threshold];

/** The first of these rules that keeps the VM from the host; null when none does. */
export function firstFixedRefusal(
  rules: readonly FixedConstraint[],
  cluster: Cluster,
  vm: number,
  host: number,
): Refusal | null {
  for (const rule of rules) {
    const refusal = rule(cluster, vm, host);
    if (refusal) return refusal;
  }
  return null;
}

/** The first rule that keeps balancing from moving the VM; null when none does. */
export function whyNotBalanced(cluster: Cluster, vm: number): Refusal | null {
  for (const rule of balanceVmRules) {
    const refusal = rule(cluster, vm);
    if (refusal) return refusal;
  }
  return null;
}
