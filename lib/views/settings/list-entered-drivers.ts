import { enteredKinds, traitsOf } from '../../drivers/registry.ts';
import type { DriverTraits } from '../../model/driver-traits.ts';

/** The kinds of hypervisors whose hosts people enter. */
export const listEnteredDrivers = (): DriverTraits[] => enteredKinds.map(traitsOf);
