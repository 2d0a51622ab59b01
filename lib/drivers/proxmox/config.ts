import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import { parseServerAddress } from '../endpoint/address.ts';
import { FINGERPRINT } from '../endpoint/certificate.ts';

const PORT = '8006';
const MAX_NODES = 32;

/** A cluster whose access was checked. */
export interface ProxmoxEndpoint {
  addresses: URL[]; // of nodes, any of which serves the whole cluster
  tokenId: string;
  secret: string;
  fingerprints: string[] | null; // of the nodes' certificates; null: an authority of this machine vouches for them
}

const addressesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((each) => each !== '');

/** The addresses of nodes, with commas between them in the form that is stored: names or IP addresses, with or without a port. */
export const ProxmoxAddresses = z
  .string()
  .max(1000)
  .transform((entered, ctx) => {
    const parsed = addressesIn(entered).map((each) => parseServerAddress(withPort(each), []));
    const found = parsed.flatMap((address) => (address === null ? [] : [address.origin]));
    if (found.length === parsed.length && found.length > 0 && found.length <= MAX_NODES)
      return [...new Set(found)].join(', ');
    ctx.addIssue({
      code: 'custom',
      message: 'write names of nodes, such as pve1.example.com, pve2.example.com',
    });
    return z.NEVER;
  });

/** Proxmox VE serves its API at a port of its own. */
function withPort(entered: string): string {
  const text = entered.includes('://') ? entered : `https://${entered}`;
  const hasPort = /:\d+\/?$/.test(text.replace(/\[[^\]]*\]/, ''));
  return hasPort ? text : `${text.replace(/\/$/, '')}:${PORT}`;
}

const TOKEN_ID = /^[^\s@!/:=]{1,64}@[A-Za-z][A-Za-z0-9.-]{0,31}![A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** Addresses, token and fingerprints of a cluster, as stored or entered. */
export const ProxmoxEndpointConfig = z
  .object({
    address: ProxmoxAddresses,
    user: z.string().trim().regex(TOKEN_ID, 'enter the ID of an API token, such as ballast@pve!ballast'),
    secret: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,1000}$/, 'enter the secret of the token'),
    fingerprint: z
      .string()
      .transform((text) => text.split(' '))
      .pipe(z.array(z.string().regex(FINGERPRINT, 'not SHA-256 fingerprints')))
      .nullable(),
  })
  .transform(
    ({ address, user, secret, fingerprint }): ProxmoxEndpoint => ({
      addresses: addressesIn(address).map((each) => new URL(each)),
      tokenId: user,
      secret,
      fingerprints: fingerprint,
    }),
  );

const NODE = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** What is stored for a cluster: its name there. */
export const ProxmoxClusterConfig = z.object({ cluster: z.string().min(1).max(80) });
export type ProxmoxClusterConfig = z.infer<typeof ProxmoxClusterConfig>;

/** A host is known by the name of its node, and has no other address. */
export const ProxmoxHostConfig = z.object({
  hostId: z.string(),
  name: z.string(),
  uri: z.string().regex(NODE, 'not the name of a node'),
});
export type ProxmoxHost = z.infer<typeof ProxmoxHostConfig>;

const IDENTITY = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const VMID = /^[1-9]\d{2,8}$/;

/**
 * The number of a VM from its identity, which is that number; null: Proxmox VE cannot have such a VM. Throws `bad-config` for
 * what is no identity at all: nothing else is sent to identify a VM.
 */
export function vmidOf(vmUuid: string): number | null {
  if (VMID.test(vmUuid)) return Number(vmUuid);
  if (IDENTITY.test(vmUuid)) return null;
  throw new DriverError('bad-config', 'not the identity of a VM', { detail: vmUuid.slice(0, 80) });
}
