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
  'reserve-kept', // the moves that would pay use the cluster reserve, which the policy keeps
  'mode-off',
  'not-held', // neither the overload nor the imbalance has lasted for the time of the policy
  // automatic modes: the suggestion waits, because
  'switched-off', // all automation is stopped everywhere
  'stopped', // automation stopped by itself in this cluster
  'blackout',
  'outside-windows',
  'host-unknown', // a host does not answer, or its data is stale or not believed
  'hour-used', // the moves of this hour have begun
  'none-urgent', // mode urgent, and no move relieves an overloaded host
  'dismissed-before', // a person turned its moves down a short time ago
  'data-doubtful', // the demand of a VM on the hosts of its moves is not known at present
  'order-refused', // the cluster has changed meanwhile
  'job-started', // automation carries it out
]);
export type PlanOutcomeCode = z.infer<typeof PlanOutcomeCode>;

/** The result of an evaluation: a suggestion, or why there is none. */
export const PlanOutcome = z.object({ code: PlanOutcomeCode, facts: StoredFacts });
export type PlanOutcome = z.infer<typeof PlanOutcome>;

/** Why a suggestion was superseded; the sentences are in `messages/`, suggestions.json; a test compares the two. */
export const SupersedeReason = z.enum(['no-longer-needed', 'newer-suggestion', 'mode-off']);
export type SupersedeReason = z.infer<typeof SupersedeReason>;

/** The stored reason of a superseded suggestion; one that this version does not know becomes the usual one. */
export const supersedeReason = (stored: string | null): SupersedeReason =>
  SupersedeReason.safeParse(stored).data ?? 'newer-suggestion';
