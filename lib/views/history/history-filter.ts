import { z } from 'zod';
import type { MoveFilter } from '../../db/move-history.ts';
import { PlanKind } from '../../model/plan.ts';
import type { MoveState } from '../../model/run.ts';
import { MoveKind } from '../../model/vm.ts';

export const moveOutcomes = ['done', 'running', 'failed', 'skipped', 'cancelled'] as const;
export type MoveOutcome = (typeof moveOutcomes)[number];

/** The outcomes of the filter as states. A waiting move is not part of the history yet. */
export const statesOfOutcome: Record<MoveOutcome, readonly MoveState[]> = {
  done: ['done'],
  running: ['checking', 'migrating', 'verifying', 'unknown'],
  failed: ['failed'],
  skipped: ['skipped'],
  cancelled: ['cancelled'],
};

/** The longest time that one query of the history may span. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/** The requested part of the history; at most a year. */
export const HistoryFilter = z
  .object({
    from: z.date(),
    to: z.date(),
    clusterId: z.uuid().nullable().default(null),
    hostId: z.uuid().nullable().default(null),
    vm: z.string().trim().max(200).nullable().default(null),
    outcome: z.enum(moveOutcomes).nullable().default(null),
    kind: MoveKind.nullable().default(null),
    cause: PlanKind.nullable().default(null),
  })
  .refine(
    ({ from, to }) => from < to && to.getTime() - from.getTime() <= MAX_DAYS * DAY_MS,
    'the time must run forwards, and span a year at most',
  );
export type HistoryFilter = z.infer<typeof HistoryFilter>;

export function toMoveFilter({ outcome, ...filter }: HistoryFilter): MoveFilter {
  return { ...filter, vm: filter.vm || null, states: outcome ? statesOfOutcome[outcome] : null };
}
