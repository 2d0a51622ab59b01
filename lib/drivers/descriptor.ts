import type { z } from 'zod';
import type { DriverTraits } from '../model/driver-traits.ts';
import type { Clock, CommandLog, HostAddress, HypervisorDriver } from '../model/ports.ts';

/** What a driver is made of, for the hosts of one cluster. */
export interface DriverSetup {
  /** What was stored with the cluster (`driverConfig`), as its kind's `clusterConfig` reads it. */
  config: unknown;
  hosts: HostAddress[];
  log: CommandLog;
  clock: Clock;
}

/** What a kind of driver says of itself: all that others need to know of it without naming it. */
export interface DriverDescriptor extends DriverTraits {
  /** What is stored of the cluster besides its hosts' addresses. */
  clusterConfig: z.ZodType;
  /** The addresses of one host. Its faults are sentences about the field that they are found in. */
  hostConfig: z.ZodType;
  /** Whether migrations of this host go over the network by which it is managed. */
  sharesNetwork(host: Pick<HostAddress, 'uri' | 'migrationAddress'>): boolean;
  /** A driver for these hosts. Throws `bad-config` when the configuration or an address cannot be used. */
  create(setup: DriverSetup): HypervisorDriver;
}
