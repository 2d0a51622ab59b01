import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import { vmShows, vmSorts } from '../../model/list-filter.ts';
import { Automation } from '../../model/vm.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { applyLevel } from './apply-level.ts';

const MAX_CHOSEN = 10_000;
const MAX_REASON = 300;
const ids = z.array(z.uuid()).max(MAX_CHOSEN);

/** The filter of the list of VMs; its order does not matter here. */
const filter = z.object({
  name: z.string().max(300),
  clusterId: z.uuid().nullable(),
  hostId: z.uuid().nullable(),
  tag: z.string().max(300).nullable(),
  show: z.enum(vmShows),
  sort: z.enum(vmSorts),
});

export const SetAutomationInput = z.object({
  vms: z.union([z.object({ vmIds: ids.min(1) }), z.object({ filter, exceptIds: ids })]),
  automation: Automation,
  reason: z
    .string()
    .trim()
    .max(MAX_REASON)
    .nullish()
    .transform((text) => text || null),
});
export type SetAutomationInput = z.input<typeof SetAutomationInput>;

/**
 * Sets who may move VMs: those that are named, or all that match a filter at this moment. VMs that have that level already
 * are left out; without any other nothing is changed, `count` is 0 and there is no change to take back.
 */
export async function setAutomation({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ changeId: string | null; count: number }> {
  assertAllowed(ctx.actor, 'vm.automate', 'some-cluster');
  const { vms: selection, automation, reason } = parseInput(SetAutomationInput, input);
  return ctx.db.$transaction((tx) => applyLevel(ctx, tx, selection, { automation, reason }));
}
