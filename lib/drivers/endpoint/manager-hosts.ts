import type { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import type { HostAddress } from '../../model/ports.ts';
import { parseHostConfig } from '../parse-config.ts';

/** The hosts of one cluster of a manager. `of` throws `bad-config` for an id that is none of theirs. */
export interface ManagerHosts<T> {
  all: readonly T[];
  of(hostId: string): T;
}

/** Parses the hosts of a cluster by the schema of their kind. Throws `bad-config` for the first invalid one. */
export function parseManagerHosts<T>(
  schema: z.ZodType<T>,
  addresses: readonly HostAddress[],
): ManagerHosts<T> {
  const hosts = new Map(addresses.map((address) => [address.hostId, parseHostConfig(schema, address)]));
  return {
    all: [...hosts.values()],
    of: (hostId) => {
      const host = hosts.get(hostId);
      if (host !== undefined) return host;
      const detail = `no host of this cluster has the id ${hostId.slice(0, 80)}`;
      throw new DriverError('bad-config', detail, { host: hostId, detail });
    },
  };
}
