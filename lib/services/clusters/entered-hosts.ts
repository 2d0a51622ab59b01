import { createCommandLog } from '../../db/command-log.ts';
import { parseHostConfig } from '../../drivers/parse-config.ts';
import { createDriver, descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import type { HostEntry } from './cluster-input.ts';

const noCluster = '00000000-0000-0000-0000-000000000000';

/** A driver for hosts that are entered but not stored: their names are used as ids. */
export function createDriverFor(
  ctx: Context,
  driver: DriverKind,
  hosts: readonly HostEntry[],
): HypervisorDriver {
  return createDriver(driver, {
    endpoint: null,
    config: {},
    hosts: hosts.map((host) => ({ ...host, hostId: host.name })),
    log: createCommandLog(ctx.db, noCluster),
    clock: ctx.clock,
  });
}

/**
 * Checks each host's addresses like the driver does, without connecting. Throws `bad-config` for the first invalid
 * address, with `host`, the `detail` as text, and the `field` of the form.
 */
export function assertUsable(driver: DriverKind, hosts: readonly HostEntry[]): void {
  const { hostConfig } = descriptorOf(driver);
  for (const [index, host] of hosts.entries()) {
    try {
      parseHostConfig(hostConfig, { ...host, hostId: host.name });
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      const facts = { ...error.facts, field: `hosts.${index}.${error.facts.field}` };
      throw new BallastError(error.code, error.message, facts, { cause: error });
    }
  }
}
