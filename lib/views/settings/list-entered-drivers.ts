import { enteredKinds, traitsOf } from '../../drivers/registry.ts';
import type { DriverTraits } from '../../model/driver-traits.ts';

/** The kinds of hypervisors whose hosts people connect by entering them. */
export const listEnteredDrivers = (): DriverTraits[] => enteredKinds.map(traitsOf);
