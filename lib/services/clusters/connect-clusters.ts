import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Transaction } from '../../db/client.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import type { EndpointAccess } from '../../drivers/descriptor.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import type { DiscoveredHost } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';
import { ClusterName } from './cluster-input.ts';
import { discoverHosts } from './endpoint-driver.ts';
import { accessOf, EndpointEntry } from './endpoint-input.ts';
import { storeCluster } from './store-cluster.ts';

const Chosen = z.object({ name: ClusterName, config: z.record(z.string(), z.unknown()) });

export const ConnectClustersInput = EndpointEntry.extend({ clusters: z.array(Chosen).min(1).max(100) });
export type ConnectClustersInput = z.input<typeof ConnectClustersInput>;

interface Found {
  name: string;
  config: Record<string, unknown>;
  hosts: DiscoveredHost[];
}

/**
 * Stores clusters of an endpoint with the hosts that it has for them, and the access with its secret encrypted. An endpoint that is known
 * already gets this access. Throws `invalid-input`, `bad-config`, DriverError if the endpoint refuses,
 * `cluster-connected` with `cluster` if one of them is connected already, or `cluster-name-taken`.
 */
export async function connectClusters({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ ids: string[] }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { clusters, ...entry } = parseInput(ConnectClustersInput, input);
  const { driver } = entry;
  const access = accessOf(entry);
  const found: Found[] = [];
  for (const { name, config } of clusters)
    found.push({ name, config, hosts: await discoverHosts(ctx, { driver, access, config }) });
  try {
    return await ctx.db.$transaction(async (tx) => {
      const endpointId = await storeEndpoint(ctx, tx, driver, access);
      const ids: string[] = [];
      for (const cluster of found) {
        await assertNew(tx, endpointId, cluster);
        ids.push(await storeCluster(ctx, tx, { ...cluster, driver, endpointId }));
      }
      return { ids };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const cluster = found.map(({ name }) => name).join(', ');
    throw new BallastError('cluster-name-taken', `there is a cluster ${cluster} already`, { cluster });
  }
}

async function storeEndpoint(
  ctx: Context,
  tx: Transaction,
  driver: DriverKind,
  { address, user, fingerprint, secret }: EndpointAccess,
): Promise<string> {
  const known = await tx.endpoint.findUnique({ where: { driver_address: { driver, address } } });
  const id = known?.id ?? randomUUID();
  const place = secretPlaces.endpoint(id);
  const sealed = secretsFrom(ctx.secrets, place).seal(secret, place);
  const data = { driver, address, user, fingerprint, secret: sealed };
  if (known === null) await tx.endpoint.create({ data: { ...data, id, createdAt: ctx.clock.now() } });
  else await tx.endpoint.update({ where: { id }, data });
  return id;
}

/** Throws `cluster-connected` with `cluster`. */
async function assertNew(tx: Transaction, endpointId: string, { name, config }: Found): Promise<void> {
  const others = await tx.cluster.findMany({
    where: { endpointId },
    select: { name: true, driverConfig: true },
  });
  const same = others.find((other) => isMatch(other.driverConfig, config));
  if (same === undefined) return;
  throw new BallastError('cluster-connected', `${name} is connected already, as ${same.name}`, {
    cluster: same.name,
  });
}

/** Whether a stored configuration is of the same cluster; what was chosen for it later is not compared. */
function isMatch(stored: unknown, offered: Record<string, unknown>): boolean {
  const known = z.record(z.string(), z.unknown()).safeParse(stored).data ?? {};
  return Object.entries(offered).every(([key, value]) => isDeepStrictEqual(known[key], value));
}
