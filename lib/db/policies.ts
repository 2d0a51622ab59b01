import { type EffectivePolicy, effectivePolicy } from '../model/effective-policy.ts';
import type { OrderPatch, PolicyPatch } from '../model/policy.ts';
import type { Transaction } from './client.ts';
import { toJson } from './to-json.ts';

/** The relations that a query of clusters or hosts needs for their policy. */
export const withPolicy = { policy: { select: { patch: true, version: true } } } as const;

/** A cluster, host or VM with that relation; null: it has no policy of its own. */
export interface PolicyOwner {
  policy: { patch: PolicyPatch } | null;
}

/** The policy set for a cluster, host or VM itself. */
export const patchOf = ({ policy }: PolicyOwner): PolicyPatch => policy?.patch ?? {};

/** The version of its last edit, which the next one must name; 0: there was none. */
export const versionOf = ({ policy }: { policy: { version: number } | null }): number => policy?.version ?? 0;

/** The effective policy of a cluster, with the options of one order. */
export function clusterPolicy(cluster: PolicyOwner, asked: OrderPatch = {}): EffectivePolicy {
  return effectivePolicy([
    { scope: 'cluster', patch: patchOf(cluster) },
    { scope: 'order', patch: asked },
  ]);
}

/** The effective policy of a host of a cluster. */
export function hostPolicy(cluster: PolicyOwner, host: PolicyOwner): EffectivePolicy {
  return effectivePolicy([
    { scope: 'cluster', patch: patchOf(cluster) },
    { scope: 'host', patch: patchOf(host) },
  ]);
}

/** The owner of a policy: one of these. */
export type PolicyTarget = { clusterId: string } | { hostId: string };

/** Writes the policy of an owner if nobody has written since version `seen` was read; false if somebody has. */
export async function writePatch(
  tx: Transaction,
  target: PolicyTarget,
  patch: PolicyPatch,
  seen: number,
): Promise<boolean> {
  const scope = 'clusterId' in target ? 'cluster' : 'host';
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
