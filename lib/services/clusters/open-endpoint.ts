import type { EndpointAccess } from '../../drivers/descriptor.ts';
import { BallastError } from '../../model/errors.ts';
import type { SecretBox } from '../../platform/secret-box.ts';

/** A row of `endpoint`, as far as a driver needs it. */
interface StoredEndpoint {
  id: string;
  address: string;
  user: string;
  fingerprint: string | null;
  secret: string; // encrypted
}

/** The place that a secret of an endpoint is encrypted for. */
export const placeOf = (endpointId: string): string => `endpoint:${endpointId}`;

/** The access to a stored endpoint, for a driver. Throws `secret-unreadable`. */
export function openEndpoint(
  { id, address, user, fingerprint, secret }: StoredEndpoint,
  secrets: SecretBox | undefined,
): EndpointAccess {
  return { address, user, fingerprint, secret: secretsFrom(secrets).open(secret, placeOf(id)) };
}

/** The box of a context. Throws `secret-unreadable` in a process that has none. */
export function secretsFrom(secrets: SecretBox | undefined): SecretBox {
  if (secrets !== undefined) return secrets;
  throw new BallastError('secret-unreadable', 'this process has no encryption key', { place: 'endpoint' });
}
