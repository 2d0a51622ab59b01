import type { ChangedPlan } from '../../db/plans.ts';
import type { Facts } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';

/** The event of a suggestion that changed without a person. */
export const suggestionEvent = (
  code: 'made' | 'superseded' | 'expired',
  { id, number, clusterId }: ChangedPlan,
  facts: Facts = {},
): Event => ({
  topic: 'suggestion',
  code,
  clusterId,
  subject: { planId: id },
  facts: { suggestion: `S-${number}`, ...facts },
});
