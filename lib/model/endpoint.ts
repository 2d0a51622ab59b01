import type { OtherBalancer } from './other-balancer.ts';

/** The certificate of a server, for a person to compare. */
export interface ServerCertificate {
  fingerprint: string; // SHA-256, hexadecimal with colons
  subject: string;
  issuer: string;
  validUntil: Date;
  isTrusted: boolean; // an authority of this machine vouches for it
}

/** A cluster that an endpoint serves, to choose from. */
export interface OfferedCluster {
  name: string;
  group: string | null; // where it is at its endpoint, such as its datacenter
  hosts: number;
  config: Record<string, unknown>; // its `driverConfig`
  balancer: OtherBalancer | null;
}
