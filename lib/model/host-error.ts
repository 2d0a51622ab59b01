import { z } from 'zod';
import { driverErrorCodes } from './errors.ts';
import { StoredFacts } from './facts.ts';

/**
 * Why a host could not be observed last time: a code of the drivers. A code that this version does not know counts as
 * any failure.
 */
export const HostError = z.object({
  code: z.enum(driverErrorCodes).catch('driver-failed'),
  message: z.string().catch(''), // in English, for logs
  facts: StoredFacts.catch({}),
});
export type HostError = z.infer<typeof HostError>;
