import { z } from 'zod';

/**
 * Why balancing leaves a VM alone until a time; the sentences are in `messages/`, automation.json; a test compares the two.
 */
export const ExemptionCode = z.enum([
  'asked', // a person asked for it
  'moved-elsewhere', // somebody else moved it
]);
export type ExemptionCode = z.infer<typeof ExemptionCode>;
