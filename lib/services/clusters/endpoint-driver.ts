import { createCommandLog } from '../../db/command-log.ts';
import type { EndpointAccess } from '../../drivers/descriptor.ts';
import { createDriver } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import type { DiscoveredHost, HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';

const noCluster = '00000000-0000-0000-0000-000000000000';

/** A cluster at its endpoint, as a driver needs it. */
export interface ClusterAtEndpoint {
  driver: DriverKind;
  access: EndpointAccess;
  config: unknown;
}

/** The hosts that the endpoint has for a cluster. Throws DriverError, or `bad-config`. */
export const discoverHosts = (ctx: Context, at: ClusterAtEndpoint): Promise<DiscoveredHost[]> =>
  withDriver(ctx, at, [], (driver) => driver.discoverHosts());

/** Calls a driver of these hosts, which need not be stored: their names are their ids. */
export async function withDriver<T>(
  ctx: Context,
  { driver: kind, access, config }: ClusterAtEndpoint,
  hosts: readonly DiscoveredHost[],
  work: (driver: HypervisorDriver) => Promise<T>,
): Promise<T> {
  const driver = createDriver(kind, {
    endpoint: access,
    config,
    hosts: hosts.map((host) => ({ ...host, hostId: host.name })),
    log: createCommandLog(ctx.db, noCluster),
    clock: ctx.clock,
  });
  try {
    return await work(driver);
  } finally {
    await driver.close();
  }
}
