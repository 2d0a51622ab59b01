import { z } from 'zod';

/** Facts as they are stored: numbers with the unit in the name, or names to display. */
export const StoredFacts = z.record(z.string(), z.union([z.string(), z.number()]));
