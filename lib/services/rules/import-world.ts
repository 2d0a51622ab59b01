import type { Transaction } from '../../db/client.ts';
import { contentOf, type RuleContent, withPicked } from '../../db/rules.ts';
import { BallastError } from '../../model/errors.ts';
import type { Automation } from '../../model/vm.ts';

/** What the entries of a file are compared with. */
export interface ImportWorld {
  cluster: string;
  rules: ReadonlyMap<string, { id: string; version: number; content: RuleContent }>; // by name
  vms: readonly ImportVm[];
  hosts: readonly { id: string; name: string }[];
}

export interface ImportVm {
  id: string;
  uuid: string;
  name: string;
  automation: Automation;
}

/** The rules, VMs and hosts of a cluster. Throws `cluster-not-found`. */
export async function readImportWorld(tx: Transaction, clusterId: string): Promise<ImportWorld> {
  const cluster = await tx.cluster.findUnique({
    where: { id: clusterId },
    select: {
      name: true,
      rules: { include: withPicked },
      vms: { select: { id: true, uuid: true, name: true, automation: true }, orderBy: { id: 'asc' } },
      hosts: { select: { id: true, name: true } },
    },
  });
  if (!cluster)
    throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
  return {
    cluster: cluster.name,
    rules: new Map(
      cluster.rules.map((rule) => [
        rule.name,
        { id: rule.id, version: rule.version, content: contentOf(rule) },
      ]),
    ),
    vms: cluster.vms,
    hosts: cluster.hosts,
  };
}
