import type { EndpointAccess } from '../../drivers/descriptor.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';

/** A row of `endpoint`, as far as a driver needs it. */
interface StoredEndpoint {
  id: string;
  address: string;
  user: string;
  fingerprint: string | null;
  secret: string; // encrypted
}

/** The access to a stored endpoint, for a driver. Throws `secret-unreadable`. */
export function openEndpoint(
  { id, address, user, fingerprint, secret }: StoredEndpoint,
  secrets: SecretBox | undefined,
): EndpointAccess {
  const place = secretPlaces.endpoint(id);
  return { address, user, fingerprint, secret: secretsFrom(secrets, place).open(secret, place) };
}
