import { z } from 'zod';
import { StoredFacts } from './facts.ts';

/** The results of an evaluation; the sentences are in `messages/`, cluster.json; a test compares the two. */
export const PlanOutcomeCode = z.enum([
  'suggested',
  'confirmed', // the waiting suggestion counts as a new one
  'run-active',
  'no-host-online',
  'other-balancer', // one that moves VMs by itself
  'balanced',
  'no-memory',
  'no-move-pays',
]);
export type PlanOutcomeCode = z.infer<typeof PlanOutcomeCode>;

/** The result of an evaluation: a suggestion, or why there is none. */
export const PlanOutcome = z.object({ code: PlanOutcomeCode, facts: StoredFacts });
export type PlanOutcome = z.infer<typeof PlanOutcome>;

/** Why a suggestion was superseded; the sentences are in `messages/`, suggestions.json; a test compares the two. */
export const SupersedeReason = z.enum(['no-longer-needed', 'newer-suggestion']);
export type SupersedeReason = z.infer<typeof SupersedeReason>;

/** The stored reason of a superseded suggestion; one that this version does not know becomes the usual one. */
export const supersedeReason = (stored: string | null): SupersedeReason =>
  SupersedeReason.safeParse(stored).data ?? 'newer-suggestion';
