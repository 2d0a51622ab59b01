import { type EffectivePolicy, effectivePolicy, type ScopedPatch } from '../model/effective-policy.ts';
import type { OrderPatch, PolicyPatch } from '../model/policy.ts';
import type { PolicyScope } from '../model/policy-fields.ts';
import type { Transaction } from './client.ts';
import { toJson } from './to-json.ts';

/** The scopes whose policy has a row: that of an order is stored with its moves. */
export type StoredScope = Exclude<PolicyScope, 'order'>;

/** The relation that a query of anything needs for the policy that is set for it itself. */
export const withOwnPolicy = { policy: { select: { patch: true, version: true } } } as const;

/** The relations that a query of clusters needs for their effective policy: of one query, all patches. */
export const withPolicy = {
  ...withOwnPolicy,
  group: { select: { id: true, name: true, ...withOwnPolicy } },
  installation: { select: withOwnPolicy },
} as const;

/** The product, a group, cluster, host or VM with its own policy; null: it has none. */
export interface PolicyOwner {
  policy: { patch: PolicyPatch } | null;
}

/** A cluster with its own policy, and those that it inherits. */
export interface ClusterPolicies extends PolicyOwner {
  group: PolicyOwner | null;
  installation: PolicyOwner;
}

/** The policy set for an owner itself. */
export const patchOf = ({ policy }: PolicyOwner): PolicyPatch => policy?.patch ?? {};

/** The version of its last edit, which the next one must name; 0: there was none. */
export const versionOf = ({ policy }: { policy: { version: number } | null }): number => policy?.version ?? 0;

/** What a cluster, its group and the product set, the weakest first. */
const clusterPatches = (cluster: ClusterPolicies): ScopedPatch[] => [
  { scope: 'product', patch: patchOf(cluster.installation) },
  { scope: 'group', patch: cluster.group ? patchOf(cluster.group) : {} },
  { scope: 'cluster', patch: patchOf(cluster) },
];

/** The effective policy of a cluster, with the options of one order. */
export function clusterPolicy(cluster: ClusterPolicies, asked: OrderPatch = {}): EffectivePolicy {
  return effectivePolicy([...clusterPatches(cluster), { scope: 'order', patch: asked }]);
}

/** The effective policy of a host of a cluster. */
export function hostPolicy(cluster: ClusterPolicies, host: PolicyOwner): EffectivePolicy {
  return effectivePolicy([...clusterPatches(cluster), { scope: 'host', patch: patchOf(host) }]);
}

/**
 * The effective policy of a VM of a cluster, with the options of one order. Its host has no part in it: the VM has the
 * same policy wherever it runs.
 */
export function vmPolicy(cluster: ClusterPolicies, vm: PolicyOwner, asked: OrderPatch = {}): EffectivePolicy {
  return effectivePolicy([
    ...clusterPatches(cluster),
    { scope: 'vm', patch: patchOf(vm) },
    { scope: 'order', patch: asked },
  ]);
}

/** The effective policy of each VM of a cluster: one and the same for all that have none of their own. */
export function vmPolicies(cluster: ClusterPolicies): (vm: PolicyOwner) => EffectivePolicy {
  const ofCluster = clusterPolicy(cluster);
  return (vm) => (vm.policy === null ? ofCluster : vmPolicy(cluster, vm));
}

/** The owner of a policy: one of these. */
export type PolicyTarget =
  | { installationId: number }
  | { groupId: string }
  | { clusterId: string }
  | { hostId: string }
  | { vmId: string };

/** The id of the row that stands for this installation. */
export const INSTALLATION = 1;

/** The scope of a policy by its owner. */
export function scopeOf(target: PolicyTarget): StoredScope {
  if ('installationId' in target) return 'product';
  if ('groupId' in target) return 'group';
  if ('clusterId' in target) return 'cluster';
  return 'hostId' in target ? 'host' : 'vm';
}

/** Writes the policy of an owner if nobody has written since version `seen` was read; false if somebody has. */
export async function writePatch(
  tx: Transaction,
  target: PolicyTarget,
  patch: PolicyPatch,
  seen: number,
): Promise<boolean> {
  const scope = scopeOf(target);
  const stored = toJson('policy', { patch });
  const { count } =
    seen === 0
      ? await tx.policy.createMany({ data: [{ scope, ...target, ...stored }], skipDuplicates: true })
      : await tx.policy.updateMany({
          where: { ...target, version: seen },
          data: { ...stored, version: { increment: 1 } },
        });
  return count === 1;
}
