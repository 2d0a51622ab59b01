import {
  type ClusterPolicies,
  clusterPolicy,
  INSTALLATION,
  patchOf,
  withOwnPolicy,
  withPolicy,
} from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { effectivePolicy } from '../../model/effective-policy.ts';
import type { Policy } from '../../model/policy.ts';
import type { Context } from '../../services/context.ts';

/** A policy in the list: how many values it sets itself, and what is most important of its effect. */
export interface ListedPolicy {
  fieldsSet: number;
  policy: Pick<Policy, 'mode' | 'aggressiveness' | 'windows' | 'blackouts' | 'timeZone'>;
}

export interface ListedCluster extends ListedPolicy {
  id: string;
  name: string;
}

export interface ListedGroup extends ListedPolicy {
  id: string;
  name: string;
  clusters: ListedCluster[];
}

export interface PolicyList {
  product: ListedPolicy;
  groups: ListedGroup[]; // by name
  ungrouped: ListedCluster[]; // by name
}

/** The policies of the product, of each group and of each cluster. */
export async function listPolicies({ ctx }: { ctx: Context }): Promise<PolicyList> {
  assertAllowed(ctx.actor, 'read', 'product');
  const [installation, groups, clusters] = await Promise.all([
    ctx.db.installation.findUniqueOrThrow({ where: { id: INSTALLATION }, include: withOwnPolicy }),
    ctx.db.clusterGroup.findMany({ orderBy: { name: 'asc' }, include: withOwnPolicy }),
    ctx.db.cluster.findMany({ orderBy: { name: 'asc' }, include: withPolicy }),
  ]);
  const product = { scope: 'product', patch: patchOf(installation) } as const;
  const listed = clusters.map((cluster) => ({ groupId: cluster.groupId, cluster: viewCluster(cluster) }));
  const inGroup = (id: string | null) =>
    listed.flatMap(({ groupId, cluster }) => (groupId === id ? [cluster] : []));
  return {
    product: viewPolicy(product.patch, effectivePolicy([product]).values),
    groups: groups.map((group) => {
      const { id, name } = group;
      const patch = patchOf(group);
      const { values } = effectivePolicy([product, { scope: 'group', patch }]);
      return { id, name, ...viewPolicy(patch, values), clusters: inGroup(id) };
    }),
    ungrouped: inGroup(null),
  };
}

function viewCluster(cluster: ClusterPolicies & { id: string; name: string }): ListedCluster {
  const { id, name } = cluster;
  return { id, name, ...viewPolicy(patchOf(cluster), clusterPolicy(cluster).values) };
}

function viewPolicy(own: object, values: Policy): ListedPolicy {
  const { mode, aggressiveness, windows, blackouts, timeZone } = values;
  return {
    fieldsSet: Object.keys(own).length,
    policy: { mode, aggressiveness, windows, blackouts, timeZone },
  };
}
