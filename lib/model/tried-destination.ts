import { z } from 'zod';
import { failureScopes } from './errors.ts';
import { StoredFacts } from './facts.ts';
import { MoveCode } from './move-code.ts';

/** A destination that a move was to go to, and was given up for another: where, why, and after how many tries in all. */
export const TriedDestination = z.object({
  hostId: z.string(),
  host: z.string(),
  code: MoveCode.catch('driver-failed'),
  scope: z.enum(failureScopes).nullable().default(null),
  facts: StoredFacts.default({}),
  message: z.string().nullable().default(null),
  at: z.string(), // ISO time
  tries: z.number(),
  isOrdered: z.boolean(), // false: it was only asked
});
export type TriedDestination = z.infer<typeof TriedDestination>;
