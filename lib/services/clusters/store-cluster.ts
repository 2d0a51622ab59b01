import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { toJson } from '../../db/to-json.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import type { Context } from '../context.ts';

interface NewCluster {
  name: string;
  driver: DriverKind;
  hosts: readonly { name: string; uri: string; peerUri?: string | null; migrationAddress?: string | null }[];
  endpointId?: string; // left out: its hosts have addresses of their own
  config?: Record<string, unknown>; // of its driver
}

/** Stores a cluster with its hosts, in a write verb's transaction. Returns its id. A name that is taken violates a unique index. */
export async function storeCluster(
  ctx: Context,
  tx: Transaction,
  { name, driver, hosts, endpointId, config = {} }: NewCluster,
): Promise<string> {
  const at = ctx.clock.now();
  const cluster = await tx.cluster.create({
    data: {
      name,
      driver,
      endpointId: endpointId ?? null,
      ...toJson('cluster', { driverConfig: config }),
      createdAt: at,
      hosts: { create: hosts.map((host) => ({ ...host, createdAt: at })) },
    },
  });
  await recordAudit(tx, ctx.actor, at, {
    action: 'cluster.add',
    target: name,
    targetId: cluster.id,
    details: { driver, hosts: hosts.length },
    event: { topic: 'cluster', code: 'added', clusterId: cluster.id, subject: {}, facts: { cluster: name } },
  });
  return cluster.id;
}
