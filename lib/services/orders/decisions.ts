import { z } from 'zod';
import type { Intent } from '../../model/intent.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import { OrderPatch } from '../../model/policy.ts';

/** As many hosts as the largest cluster that is measured. */
const MAX_HOSTS = 64;
/** VMs and rules in one decision. */
const MAX_DECIDED = 500;

const ids = z.array(z.uuid()).max(MAX_DECIDED).default([]);

/**
 * What a person decides about the VMs of hosts that are emptied, by id. A VM is in one list at most; what is in none is decided
 * by what was decided before, or by the policy, if it cannot leave.
 */
export const DecisionLists = z.object({
  leave: ids, // they stay: see `mayBeLeft`
  shutDown: ids, // through their guests
  save: ids,
  offline: ids, // shut down, moved, and started again
  quick: ids,
  ask: ids, // nothing is decided, whatever the policy says
  lift: ids, // rules that do not count for this evacuation
});
export type DecisionLists = z.output<typeof DecisionLists>;

const ofVms = ['leave', 'shutDown', 'save', 'offline', 'quick', 'ask'] as const;

export const PreviewEvacuationInput = OrderPatch.extend({
  hostIds: z.array(z.string()).min(1).max(MAX_HOSTS), // of one cluster
  kind: KindChoice.default('automatic'), // of every VM that is not stopped
  ...DecisionLists.shape,
}).superRefine((input, ctx) => {
  const all = ofVms.flatMap((list) => [...new Set(input[list])]);
  const twice = all.find((id, i) => all.indexOf(id) !== i);
  if (twice !== undefined)
    ctx.addIssue({ code: 'custom', path: ['leave'], message: `two decisions about ${twice}` });
});
export type PreviewEvacuationInput = z.input<typeof PreviewEvacuationInput>;
export type ParsedEvacuation = z.output<typeof PreviewEvacuationInput>;

/** VMs that have not left a host once it is empty: they stay, or are shut down or saved there. */
export const stayingOf = ({ leave, shutDown, save }: DecisionLists): string[] => [
  ...leave,
  ...shutDown,
  ...save,
];

/** The intent of these decisions. */
export function evacuationIntent(
  hostIds: readonly string[],
  moveKind: KindChoice,
  lists: DecisionLists,
): Intent<'evacuate'> {
  const { quick, offline, lift } = lists;
  const kinds = Object.fromEntries([
    ...quick.map((id) => [id, 'quick'] as const),
    ...offline.map((id) => [id, 'offline'] as const),
  ]);
  return { kind: 'evacuate', hostIds, moveKind, leave: stayingOf(lists), lift, kinds };
}
