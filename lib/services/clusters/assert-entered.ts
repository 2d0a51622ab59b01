import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';

/** Throws `hosts-not-entered` with `cluster` if people do not enter the hosts of this kind: then they cannot be added. */
export function assertEntered({ name, driver }: { name: string; driver: DriverKind }): void {
  if (descriptorOf(driver).hostFields.length > 0) return;
  throw new BallastError('hosts-not-entered', `the hosts of ${name} come with it`, { cluster: name });
}

/**
 * The same for removing: a host that its endpoint reported may be removed when it is gone there. If it is not, it returns with the
 * next observation.
 */
export function assertRemovable(cluster: { name: string; driver: DriverKind }): void {
  if (descriptorOf(cluster.driver).endpoint === null) assertEntered(cluster);
}
