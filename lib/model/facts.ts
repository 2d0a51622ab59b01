import { z } from 'zod';

/** Facts as they are stored: numbers with the unit in the name, or names to show. */
export const StoredFacts = z.record(z.string(), z.union([z.string(), z.number()]));
