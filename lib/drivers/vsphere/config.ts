import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import { StoredFigures } from '../../model/manager-figures.ts';
import { parseServerAddress } from '../endpoint/address.ts';
import { FINGERPRINT } from '../endpoint/certificate.ts';

/** A vCenter whose access was checked. */
export interface VsphereEndpoint {
  address: URL;
  user: string;
  password: string;
  fingerprint: string | null; // null: an authority of this machine vouches for it
}

/** The address of a vCenter: a name or an IP address, with or without https:// and a port. */
export const VsphereAddress = z
  .string()
  .trim()
  .max(300)
  .transform((entered, ctx) => {
    const address = parseServerAddress(entered, ['/sdk', '/ui', '/ui/']);
    if (address !== null) return address.origin;
    ctx.addIssue({ code: 'custom', message: 'write the name of the vCenter, such as vcenter.example.com' });
    return z.NEVER;
  });

/** Address, user, password and fingerprint of a vCenter, as stored or entered. */
export const VsphereEndpointConfig = z
  .object({
    address: VsphereAddress,
    user: z.string().trim().min(1, 'enter a user, such as ballast@vsphere.local').max(200),
    secret: z.string().min(1, 'enter the password').max(1000),
    fingerprint: z.string().regex(FINGERPRINT, 'not a SHA-256 fingerprint').nullable(),
  })
  .transform(
    ({ address, user, secret, fingerprint }): VsphereEndpoint => ({
      address: new URL(address),
      user,
      password: secret,
      fingerprint,
    }),
  );

/** The id that vCenter gave an object, such as domain-c8. */
const objectId = z.string().regex(/^[A-Za-z][A-Za-z0-9:_-]{0,79}$/, 'not the id of an object of vCenter');

/** What is stored for a cluster: which one it is at its vCenter, and which figures are read. */
export const VsphereClusterConfig = StoredFigures.extend({ cluster: objectId });
export type VsphereClusterConfig = z.infer<typeof VsphereClusterConfig>;

/** A host is known by its id at its vCenter, and has no other address. */
export const VsphereHostConfig = z.object({ hostId: z.string(), name: z.string(), uri: objectId });
export type VsphereHost = z.infer<typeof VsphereHostConfig>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws `bad-config` unless it is the instance UUID of a VM: nothing else is sent to vCenter to identify a VM. */
export function assertUuid(vmUuid: string): void {
  if (UUID.test(vmUuid)) return;
  throw new DriverError('bad-config', 'not the identity of a VM', { detail: vmUuid.slice(0, 80) });
}
