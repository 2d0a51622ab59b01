import { type EffectivePolicy, effectivePolicy } from '../model/effective-policy.ts';
import type { OrderPatch, PolicyPatch } from '../model/policy.ts';
import type { Transaction } from './client.ts';
import { toJson } from './to-json.ts';

/** What a query of clusters or hosts reads of their policy. */
export const withPolicy = { policy: { select: { patch: true, version: true } } } as const;

/** A cluster, host or VM as it was read so; null: nobody said anything of it. */
export interface PolicyOwner {
  policy: { patch: PolicyPatch } | null;
}

/** What is said of a cluster, host or VM itself. */
export const patchOf = ({ policy }: PolicyOwner): PolicyPatch => policy?.patch ?? {};

/** The number of its last edit, which the next one must name; 0: there was none. */
export const versionOf = ({ policy }: { policy: { version: number } | null }): number => policy?.version ?? 0;

/** The policy that holds in a cluster, with what one order asks for. */
export function clusterPolicy(cluster: PolicyOwner, asked: OrderPatch = {}): EffectivePolicy {
  return effectivePolicy([
    { scope: 'cluster', patch: patchOf(cluster) },
    { scope: 'order', patch: asked },
  ]);
}

/** The policy that holds for a host of a cluster. */
export function hostPolicy(cluster: PolicyOwner, host: PolicyOwner): EffectivePolicy {
  return effectivePolicy([
    { scope: 'cluster', patch: patchOf(cluster) },
    { scope: 'host', patch: patchOf(host) },
  ]);
}

/** Of whom a policy is said: one of them. */
export type PolicyTarget = { clusterId: string } | { hostId: string };

/** Writes what is said of somebody if nobody wrote since version `seen` of it was read; false if somebody did. */
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
