import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';

/**
 * Throws `hosts-not-entered` with `cluster` if the driver discovers the hosts itself: then they cannot be added or
 * removed.
 */
export function assertEntered({ name, driver }: { name: string; driver: DriverKind }): void {
  if (descriptorOf(driver).hostFields.length > 0) return;
  throw new BallastError('hosts-not-entered', `the hosts of ${name} come with it`, { cluster: name });
}
