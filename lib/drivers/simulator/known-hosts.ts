import { DriverError } from '../../model/errors.ts';
import type { HostAddress } from '../../model/ports.ts';
import type { WorldView } from './client.ts';
import { doesAnswer } from './world/reach.ts';

/** The hosts of the driver, and their indexes in the world. Unknown ones throw `bad-config`. */
export interface KnownHosts {
  addressOf(hostId: string): HostAddress;
  indexOf(view: WorldView, hostId: string): number;
  /** Throws `host-unreachable` if Ballast gets no answer from it. */
  assertAnswers(view: WorldView, hostId: string): number;
}

export function knowHosts(hosts: readonly HostAddress[]): KnownHosts {
  const addressOf = (hostId: string): HostAddress => {
    const address = hosts.find((host) => host.hostId === hostId);
    if (address !== undefined) return address;
    throw new DriverError('bad-config', `no host of this cluster has the id ${hostId}`, { host: hostId });
  };
  const indexOf = (view: WorldView, hostId: string): number => {
    const { name } = addressOf(hostId);
    const index = view.shape.hostIndex.get(name);
    if (index !== undefined) return index;
    throw new DriverError('bad-config', `the simulated cluster has no host ${name}`, { host: name });
  };
  return {
    addressOf,
    indexOf,
    assertAnswers: (view, hostId) => {
      const index = indexOf(view, hostId);
      if (doesAnswer(view.state, index)) return index;
      const { name } = addressOf(hostId);
      throw new DriverError('host-unreachable', `${name} does not answer`, { host: name });
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws `bad-config` unless it is the UUID of a VM. */
export function assertUuid(vmUuid: string): void {
  if (UUID.test(vmUuid)) return;
  throw new DriverError('bad-config', 'not the identity of a VM', { uuid: vmUuid });
}
