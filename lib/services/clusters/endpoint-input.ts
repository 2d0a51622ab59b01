import { z } from 'zod';
import type { EndpointAccess, EndpointKind } from '../../drivers/descriptor.ts';
import { descriptorOf, endpointKinds } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import { present } from '../../model/present.ts';

/** A kind of hypervisor whose clusters are at one address. */
export const EndpointDriver = z.enum(endpointKinds);

const address = z.string().trim().min(1).max(1000);

/** Of the certificates that a person confirmed, one for each server; null: an authority of this machine vouches for them. */
export const Fingerprints = z.string().max(4000).nullable();

export const EndpointAddress = z.object({ driver: EndpointDriver, address });

/** The access to an endpoint as entered in a form. */
export const EndpointEntry = EndpointAddress.extend({
  user: z.string().trim().min(1).max(200),
  secret: z.string().min(1).max(1000),
  fingerprint: Fingerprints,
});
export type EndpointEntry = z.output<typeof EndpointEntry>;

export const endpointKindOf = (driver: DriverKind): EndpointKind =>
  present(descriptorOf(driver).endpoint, 'the endpoint of this kind');

/** The address in the form that is stored. Throws `bad-config` with `detail`, for the field `address`. */
export function parseAddress(driver: DriverKind, entered: string): string {
  const parsed = endpointKindOf(driver).address.safeParse(entered);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues[0]?.message ?? 'not an address';
  throw new BallastError('bad-config', `the address cannot be used: ${detail}`, { detail, field: 'address' });
}

/** The access as a driver needs it. Throws `bad-config`. */
export const accessOf = ({ driver, user, secret, fingerprint, ...entry }: EndpointEntry): EndpointAccess => ({
  address: parseAddress(driver, entry.address),
  user,
  secret,
  fingerprint,
});
