import { createSimulatorStore } from '../../db/simulator-store.ts';
import { createDriver } from '../../drivers/create-driver.ts';
import { parseHost } from '../../drivers/libvirt/config.ts';
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

/** The addresses one after the other, so that the one that is at fault can be named. */
const stages = [
  { field: 'uri', of: (host: HostEntry) => ({ ...host, peerUri: null, migrationAddress: null }) },
  { field: 'peerUri', of: (host: HostEntry) => ({ ...host, migrationAddress: null }) },
  { field: 'migrationAddress', of: (host: HostEntry) => host },
];

/**
 * Checks each host's addresses as the driver does before it passes them on; nothing is connected. Throws `bad-config`
 * for the first that cannot be used, with `host`, the `detail` in words, and the `field` of the form.
 */
export function assertUsable(hosts: readonly HostEntry[]): void {
  for (const [index, host] of hosts.entries()) {
    for (const { field, of } of stages) {
      try {
        parseHost({ ...of(host), hostId: host.name });
      } catch (error) {
        if (!(error instanceof BallastError)) throw error;
        const facts = { ...error.facts, field: `hosts.${index}.${field}` };
        throw new BallastError(error.code, error.message, facts, { cause: error });
      }
    }
  }
}
