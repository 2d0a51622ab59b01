import type { z } from 'zod';
import type { DriverTraits } from '../model/driver-traits.ts';
import type { OfferedCluster, ServerCertificate } from '../model/endpoint.ts';
import type { FiguresSource } from '../model/figures-source.ts';
import type { Clock, CommandLog, HostAddress, HypervisorDriver } from '../model/ports.ts';

/** One address that serves one or more clusters, with what Ballast needs to log in. */
export interface EndpointAccess {
  address: string; // one or more servers, in the form of its kind
  user: string;
  secret: string; // the password or token itself: never stored, sent to a browser or logged in this form
  fingerprint: string | null; // SHA-256 of each certificate that is accepted, with spaces between them; null: an authority of this machine vouches for it
}

/** How a kind of driver deals with the address that serves its clusters. */
export interface EndpointKind {
  /** An address as people enter it, in the form that is stored. Its validation errors are sentences. */
  address: z.ZodType<string>;
  /** The certificate of each server at an address that answers. Nothing is sent there but the handshake. Throws DriverError if none does. */
  readCertificates(address: string): Promise<ServerCertificate[]>;
  /** The clusters that it serves. Throws DriverError. */
  listClusters(endpoint: EndpointAccess): Promise<OfferedCluster[]>;
}

/** The parameters of a driver, for the hosts of one cluster. */
export interface DriverSetup {
  /** Null: the hosts of the cluster have addresses of their own. */
  endpoint: EndpointAccess | null;
  /** The stored configuration of the cluster (`driverConfig`), parsed by its kind's `clusterConfig`. */
  config: unknown;
  hosts: HostAddress[];
  log: CommandLog;
  clock: Clock;
  /** A Prometheus with the figures of the cluster; missing or null: its hypervisors have them. */
  figures?: { source: FiguresSource; token: string | null } | null;
}

/** A kind of driver describing itself: everything that other code needs to know about it. */
export interface DriverDescriptor extends Omit<DriverTraits, 'hasEndpoint'> {
  /** What is stored for the cluster besides its hosts' addresses. */
  clusterConfig: z.ZodType;
  /** The addresses of one host. Its validation errors are sentences about their field. */
  hostConfig: z.ZodType;
  /** Null: people enter its hosts, or they come with the configuration of the cluster. */
  endpoint: EndpointKind | null;
  /** Whether migrations of this host use its management network. */
  sharesNetwork(host: Pick<HostAddress, 'uri' | 'migrationAddress'>): boolean;
  /** The command with which a person puts a host into the manager's maintenance mode, or ends it, where no driver can. */
  maintenanceCommand?(uri: string, want: 'enter' | 'leave'): string;
  /** Whether the driver reaches a shell of this host: only then it runs commands there, and reads its boot id. */
  hasShell(host: Pick<HostAddress, 'uri'>): boolean;
  /** A driver for these hosts. Throws `bad-config` if the configuration or an address is invalid. */
  create(setup: DriverSetup): HypervisorDriver;
}
