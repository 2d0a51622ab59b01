import { z } from 'zod';

/** Whether a cluster could lose as many more hosts as its policy says. */
export const ReserveState = z.enum([
  'off', // its policy asks for none
  'kept',
  'in-use', // as many hosts as it provides for are away already, so no other may fail
  'over-committed', // VMs of hosts that may fail would find no host
]);
export type ReserveState = z.infer<typeof ReserveState>;

/** The hosts of a set that may not fail, and how many of their VMs would find no host. Names as they were then. */
const LostSet = z.object({ hosts: z.array(z.string()), vms: z.number().int() });

/** The cluster reserve as an evaluation last found it, for pages that do not search themselves. */
export const StoredReserve = z.object({
  state: ReserveState,
  failuresToSurvive: z.number().int(),
  away: z.array(z.string()), // hosts that count as failed already
  lost: z.array(LostSet), // the worst
  lostSets: z.number().int(),
  basis: z.string(), // what it was found for: as long as it is equal, so is the answer
});
export type StoredReserve = z.infer<typeof StoredReserve>;
