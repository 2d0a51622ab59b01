import type { OtherBalancer } from './other-balancer.ts';

/** The certificate of a server, for a person to compare. */
export interface ServerCertificate {
  server: string; // its name or address, with the port
  fingerprint: string; // SHA-256, hexadecimal with colons
  subject: string;
  issuer: string;
  validUntil: Date;
  isTrusted: boolean; // an authority of this machine vouches for it
}

/** The fingerprints of an endpoint as they are stored: one for each of its servers, with spaces between them. */
export const joinFingerprints = (certificates: readonly ServerCertificate[]): string =>
  certificates.map(({ fingerprint }) => fingerprint).join(' ');

/** A cluster that an endpoint serves, to choose from. */
export interface OfferedCluster {
  name: string;
  group: string | null; // where it is at its endpoint, such as its datacenter
  hosts: number;
  config: Record<string, unknown>; // its `driverConfig`
  balancer: OtherBalancer | null;
}
