import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { type ManagerFigures, StoredFigures } from '../../model/manager-figures.ts';

/** Which figures of its manager a cluster has; null: there is no choice. */
export function figuresOf(cluster: { driver: DriverKind; driverConfig: unknown }): ManagerFigures | null {
  if (!descriptorOf(cluster.driver).abilities.samples) return null;
  return StoredFigures.safeParse(cluster.driverConfig).data?.figures ?? 'summary';
}
