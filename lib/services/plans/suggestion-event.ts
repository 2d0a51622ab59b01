import type { Facts } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';

/** The columns of a suggestion that its events need, to select. */
export const namedPlan = { id: true, number: true, clusterId: true } as const;

export interface NamedPlan {
  id: string;
  number: number;
  clusterId: string;
}

/** What became of a suggestion without a person, as an event. */
export const suggestionEvent = (
  code: 'made' | 'superseded' | 'expired',
  { id, number, clusterId }: NamedPlan,
  facts: Facts = {},
): Event => ({
  topic: 'suggestion',
  code,
  clusterId,
  subject: { planId: id },
  facts: { suggestion: `S-${number}`, ...facts },
});
