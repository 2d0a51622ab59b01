import type { z } from 'zod';
import type { DriverTraits } from '../model/driver-traits.ts';
import type { FiguresSource } from '../model/figures-source.ts';
import type { Clock, CommandLog, HostAddress, HypervisorDriver } from '../model/ports.ts';

/** The parameters of a driver, for the hosts of one cluster. */
export interface DriverSetup {
  /** The stored configuration of the cluster (`driverConfig`), parsed by its kind's `clusterConfig`. */
  config: unknown;
  hosts: HostAddress[];
  log: CommandLog;
  clock: Clock;
  /** A Prometheus with the figures of the cluster; missing or null: its hypervisors have them. */
  figures?: { source: FiguresSource; token: string | null } | null;
}

/** A kind of driver describing itself: everything that other code needs to know about it. */
export interface DriverDescriptor extends DriverTraits {
  /** What is stored for the cluster besides its hosts' addresses. */
  clusterConfig: z.ZodType;
  /** The addresses of one host. Its validation errors are sentences about their field. */
  hostConfig: z.ZodType;
  /** Whether migrations of this host use its management network. */
  sharesNetwork(host: Pick<HostAddress, 'uri' | 'migrationAddress'>): boolean;
  /** A driver for these hosts. Throws `bad-config` if the configuration or an address is invalid. */
  create(setup: DriverSetup): HypervisorDriver;
}
