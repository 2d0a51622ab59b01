import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '../../db/audit.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { toJson } from '../../db/to-json.ts';
import { toPlainText } from '../../model/plain-text.ts';
import type { ClusterObservation, DiscoveredHost } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';

/**
 * Takes over what the manager of a cluster reports of it: hosts that Ballast does not know yet, another balancer, and rules. A
 * host that it does not list any more stays, without an answer, until a person removes it: its history is not deleted because somebody
 * changed a permission. Clusters without a manager report none of it.
 */
export async function followManager(
  ctx: Context,
  state: ClusterState,
  { balancer, rules: found, hasVsan, discovered }: ClusterObservation,
): Promise<void> {
  const rules = found?.map((rule) => ({ ...rule, name: toPlainText(rule.name) }));
  const seen = {
    ...(balancer === undefined || isDeepStrictEqual(balancer, state.balancer) ? {} : { balancer }),
    ...(rules === undefined || isDeepStrictEqual(rules, state.managerRules) ? {} : { managerRules: rules }),
  };
  if (Object.keys(seen).length > 0)
    await ctx.db.cluster.update({ where: { id: state.id }, data: toJson('cluster', seen) });
  if (hasVsan !== undefined && hasVsan !== state.hasVsan)
    await ctx.db.cluster.update({ where: { id: state.id }, data: { hasVsan } });
  const known = new Set(state.hosts.map(({ uri }) => uri));
  const added = (discovered ?? []).filter(({ uri }) => !known.has(uri));
  if (added.length > 0) await addHosts(ctx, state, added);
}

async function addHosts(ctx: Context, state: ClusterState, found: readonly DiscoveredHost[]): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    if (!(await lockClusterRow(tx, state.id))) return; // the cluster was removed meanwhile
    const there = await tx.host.findMany({
      where: { clusterId: state.id },
      select: { uri: true, name: true },
    });
    for (const host of found) {
      const name = toPlainText(host.name);
      if (there.some((other) => other.uri === host.uri || other.name === name)) continue;
      const { id } = await tx.host.create({ data: { ...host, name, clusterId: state.id, createdAt: at } });
      await recordAudit(tx, ctx.actor, at, {
        action: 'cluster.add-host',
        target: name,
        targetId: id,
        details: { cluster: state.name },
        event: {
          topic: 'host',
          code: 'added',
          clusterId: state.id,
          subject: { hostId: id },
          facts: { host: name },
        },
      });
    }
  });
}
