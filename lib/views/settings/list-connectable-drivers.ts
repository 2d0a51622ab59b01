import { connectableKinds, traitsOf } from '../../drivers/registry.ts';
import type { DriverTraits } from '../../model/driver-traits.ts';

/** The kinds of hypervisors whose clusters people can connect. */
export const listConnectableDrivers = (): DriverTraits[] => connectableKinds.map(traitsOf);
