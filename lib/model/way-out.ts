import { z } from 'zod';
import { mayBeLeft } from './may-be-left.ts';
import { MAX_PATTERN_LENGTH, matchesPattern, patternProblem } from './name-pattern.ts';
import type { PowerOrder } from './power-order.ts';
import { isTag } from './tag.ts';
import type { Tie, TieKind, VmState } from './vm.ts';

/**
 * What becomes of a VM that cannot leave a host which is emptied. ask: nothing, until a person decides. leave: it stays as
 * it is. shutDown: its guest is shut down. save: its memory is saved on the host. offline: it is shut down, moved, and
 * started again.
 */
export const WayOut = z.enum(['ask', 'leave', 'shutDown', 'save', 'offline']);
export type WayOut = z.infer<typeof WayOut>;
export type Way = Exclude<WayOut, 'ask'>;

/** `tag:` before a tag; otherwise a pattern of names. */
const TAG = 'tag:';

/** What becomes of VMs by name or tag: `db-*`, or `tag:batch`. */
export const WayOutBy = z.object({
  match: z
    .string()
    .trim()
    .max(MAX_PATTERN_LENGTH)
    .refine((match) => !matchProblem(match), { params: { problem: 'vmMatch' } }),
  way: WayOut,
});
export type WayOutBy = z.infer<typeof WayOutBy>;
export const MAX_WAYS_BY = 50;
export const WaysOutBy = z.array(WayOutBy).max(MAX_WAYS_BY);

function matchProblem(match: string): boolean {
  if (!match.startsWith(TAG)) return patternProblem(match) !== null;
  return !isTag(match.slice(TAG.length).trim().toLowerCase());
}

/** The first entry that the VM matches; null: none does. */
export function wayByMatch(
  entries: readonly WayOutBy[],
  { name, tags }: { name: string; tags: readonly string[] },
): WayOutBy | null {
  const isMatched = ({ match }: WayOutBy) =>
    match.startsWith(TAG)
      ? tags.includes(match.slice(TAG.length).trim().toLowerCase())
      : matchesPattern(name, match);
  return entries.find(isMatched) ?? null;
}

/** What the ways out of a VM depend on. */
export interface WayVm {
  state: VmState;
  localDevices: readonly string[];
  ties: readonly Pick<Tie, 'kind' | 'blocks'>[];
  managedBy: string | null;
  isPersistent: boolean;
  duplicateHostId: string | null;
}

/** What a hypervisor cannot save with the memory of a VM, or what has no guest that would react. */
const notSaved: readonly TieKind[] = [
  'host-device',
  'shared-folder',
  'memory-device',
  'feature',
  'crashed',
  'suspended',
  'shutting-down',
  'unknown-state',
  'tied',
];

/**
 * The ways out that a person may choose for the VM, with a hypervisor of these abilities. Nothing stops a VM whose
 * definition would be lost with it, that another manager would start again, or that was seen twice.
 */
export function waysOutOf(vm: WayVm, power: readonly PowerOrder[]): Way[] {
  const can = (order: PowerOrder) => power.includes(order);
  const isBound = !vm.isPersistent || vm.managedBy !== null || vm.duplicateHostId !== null;
  const hasGuest = vm.state === 'running' && !isBound;
  const isSaveable =
    vm.state !== 'stopped' &&
    !isBound &&
    vm.localDevices.length === 0 &&
    !vm.ties.some(({ kind }) => notSaved.includes(kind));
  const isCarried = vm.localDevices.length === 0 && !vm.ties.some(({ blocks }) => blocks.includes('offline'));
  return [
    ...(mayBeLeft(vm) ? (['leave'] as const) : []),
    ...(hasGuest && can('shutDown') ? (['shutDown'] as const) : []),
    ...(isSaveable && can('save') ? (['save'] as const) : []),
    ...(hasGuest && isCarried && can('shutDown') && can('start') ? (['offline'] as const) : []),
  ];
}
