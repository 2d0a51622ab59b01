import { createSimulatorStore } from '../../db/simulator-store.ts';
import { createDriver } from '../../drivers/create-driver.ts';
import { BallastError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import type { HostEntry } from './cluster-input.ts';

const noCluster = '00000000-0000-0000-0000-000000000000';

/** A libvirt driver for hosts that are entered, but not stored: their names stand in for their ids. */
export function createDriverFor(ctx: Context, hosts: readonly HostEntry[]): HypervisorDriver {
  return createDriver({
    kind: 'libvirt',
    config: {},
    hosts: hosts.map((host) => ({ ...host, hostId: host.name })),
    store: createSimulatorStore(ctx.db, noCluster),
    clock: ctx.clock,
  });
}

/**
 * Has the driver read each host's addresses, without a connection. Throws `bad-config` for the first that cannot be
 * used, with `host` and the `field` of the form.
 */
export async function assertUsable(ctx: Context, hosts: readonly HostEntry[]): Promise<void> {
  for (const [index, host] of hosts.entries()) {
    try {
      await createDriverFor(ctx, [host]).close();
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      const facts = { field: `hosts.${index}.uri`, ...error.facts, host: host.name };
      throw new BallastError(error.code, `${host.name}: ${error.message}`, facts, { cause: error });
    }
  }
}
