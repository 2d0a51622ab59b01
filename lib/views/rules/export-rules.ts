import { contentOf, withPicked } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import { RULES_FORMAT, type WrittenRulesFile } from '../../model/rules-file.ts';
import type { Context } from '../../services/context.ts';
import { fileNameFor } from '../shared/file-name.ts';

/** The rules of a cluster, and the VMs with an automation of their own, as the file of docs/rules.md. Throws `cluster-not-found`. */
export async function exportRules({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<{ fileName: string; file: WrittenRulesFile }> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  const cluster = isId(clusterId) ? await findCluster(ctx, clusterId) : null;
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const vms = new Map(cluster.vms.map(({ id, uuid, name }) => [id, { uuid, name }]));
  const hosts = new Map(cluster.hosts.map(({ id, name }) => [id, name]));
  return {
    fileName: fileNameFor(`rules-${cluster.name}`, ctx.clock.now()),
    file: {
      format: RULES_FORMAT,
      cluster: cluster.name,
      rules: cluster.rules.map((stored) => {
        const { vmIds, hostIds, ...rule } = contentOf(stored);
        return {
          name: rule.name,
          kind: rule.kind,
          mode: rule.mode,
          vms: vmIds.flatMap((id) => vms.get(id) ?? []).sort((a, b) => compare(a.name, b.name)),
          vmNames: [...rule.vmNames],
          vmTags: [...rule.vmTags],
          hosts: hostIds.flatMap((id) => hosts.get(id) ?? []).sort(compare),
          hostNames: [...rule.hostNames],
          hostTags: [...rule.hostTags],
        };
      }),
      automation: cluster.vms.flatMap(({ uuid, name, automation }) =>
        automation === 'inherit' ? [] : [{ vm: { uuid, name }, level: automation }],
      ),
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const findCluster = (ctx: Context, clusterId: string) =>
  ctx.db.cluster.findUnique({
    where: { id: clusterId },
    select: {
      name: true,
      rules: { include: withPicked, orderBy: { name: 'asc' } },
      hosts: { select: { id: true, name: true } },
      vms: {
        select: { id: true, uuid: true, name: true, automation: true },
        orderBy: [{ name: 'asc' }, { uuid: 'asc' }],
      },
    },
  });
