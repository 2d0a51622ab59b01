import { BallastError } from '../model/errors.ts';
import type { SecretBox } from '../platform/secret-box.ts';

/** The places that stored secrets are encrypted for: a secret that is copied to another row cannot be opened there. */
export const secretPlaces = {
  endpoint: (id: string): string => `endpoint:${id}`,
  figures: (clusterId: string): string => `figures:${clusterId}`,
  definition: (vmId: string): string => `definition:${vmId}`,
  webhook: 'webhook',
};

/** The box of a context. Throws `secret-unreadable` with `place` in a process that has none. */
export function secretsFrom(secrets: SecretBox | undefined, place: string): SecretBox {
  if (secrets !== undefined) return secrets;
  throw new BallastError('secret-unreadable', 'this process has no encryption key', { place });
}
