import { z } from 'zod';
import { StoredFacts } from './facts.ts';

/** What planning a cluster can lead to; the sentences stand in `messages/`, cluster.json, and a test holds the two together. */
export const PlanOutcomeCode = z.enum([
  'suggested',
  'confirmed', // the suggestion that waits is as good as a new one
  'run-active',
  'no-host-online',
  'balanced',
  'no-memory',
  'no-move-pays',
]);

/** What planning led to: a suggestion, or why there is none. */
export const PlanOutcome = z.object({ code: PlanOutcomeCode, facts: StoredFacts });
export type PlanOutcome = z.infer<typeof PlanOutcome>;

/** Why a suggestion gave way; the sentences stand in `messages/`, suggestions.json, and a test holds the two together. */
export const SupersedeReason = z.enum(['no-longer-needed', 'newer-suggestion']);
export type SupersedeReason = z.infer<typeof SupersedeReason>;

/** The stored reason of a suggestion that gave way; one that this version does not know is the usual one. */
export const supersedeReason = (stored: string | null): SupersedeReason =>
  SupersedeReason.safeParse(stored).data ?? 'newer-suggestion';
