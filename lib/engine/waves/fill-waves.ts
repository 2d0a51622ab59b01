import { startTogether, type Transfer } from './may-start.ts';
import type { OrderedMove } from './ordered-move.ts';
import type { Transit } from './transit.ts';

/** VMs that start in one wave; usually one. */
export type Group = readonly Transfer[];

/** Which group comes first: below zero for `a` before `b`. */
export type Comparison = (a: Group, b: Group) => number;

/** The same in every wave, or sorted again for each. */
export type Priority =
  | { readonly always: Comparison }
  | { readonly inWave: (transit: Transit, waiting: readonly Group[]) => Comparison };

/**
 * Fills one wave after another with the moves that may start, in the order of the priority, until nothing is waiting
 * or nothing may start; groups that no wave can take as a whole are split.
 */
export function fillWaves(
  transit: Transit,
  groups: readonly Group[],
  { keepsThresholds, priority }: { keepsThresholds: boolean; priority: Priority },
): { moves: OrderedMove[]; waiting: readonly Group[] } {
  const moves: OrderedMove[] = [];
  let waiting = 'always' in priority ? [...groups].sort(priority.always) : groups;
  for (let wave = 1; waiting.length > 0; wave++) {
    const inOrder = 'always' in priority ? waiting : [...waiting].sort(priority.inWave(transit, waiting));
    const begun = inOrder.filter((group) => startTogether(transit, group, keepsThresholds));
    for (const { vm, to } of begun.flat()) {
      moves.push({ vm, from: transit.hostOf(vm), to, wave, forVm: null });
    }
    transit.endWave();
    if (begun.length > 0) {
      const started = new Set(begun);
      waiting = waiting.filter((group) => !started.has(group));
    } else if (waiting.some((group) => group.length > 1)) {
      waiting = waiting.flatMap((group) => group.map((transfer) => [transfer]));
      if ('always' in priority) waiting = [...waiting].sort(priority.always);
      wave--;
    } else break;
  }
  return { moves, waiting };
}

/** One transfer of a sequence that is known to be safe one by one; `forVm` as in OrderedMove. */
export interface Step extends Transfer {
  readonly forVm: number | null;
}

/** Waves of a safe sequence: each step joins the previous wave if it may, and never overtakes. */
export function groupInTurn(
  transit: Transit,
  steps: readonly Step[],
  keepsThresholds: boolean,
): OrderedMove[] {
  const moves: OrderedMove[] = [];
  let wave = 1;
  for (const step of steps) {
    if (!startTogether(transit, [step], keepsThresholds)) {
      transit.endWave();
      wave++;
      startTogether(transit, [step], keepsThresholds);
    }
    moves.push({ vm: step.vm, from: transit.hostOf(step.vm), to: step.to, wave, forVm: step.forVm });
  }
  return moves;
}
