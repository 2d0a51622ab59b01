import type { PlannerSession } from './planner-session.ts';
import type { RefereeBook } from './referee-book.ts';

/** The common input of all parts of the planner's benchmark. */
export interface BenchContext {
  readonly session: PlannerSession;
  readonly book: RefereeBook;
  readonly isQuick: boolean;
  readonly hasHbal: boolean;
  readonly log: (line: string) => void; // progress, to standard error
}

export const seedsTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
