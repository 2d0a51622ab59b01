import type { PlannerSession } from './planner-session.ts';
import type { RefereeBook } from './referee-book.ts';

/** What every part of the planner's bench works with. */
export interface BenchContext {
  readonly session: PlannerSession;
  readonly book: RefereeBook;
  readonly isQuick: boolean;
  readonly hasHbal: boolean;
  readonly log: (line: string) => void; // progress, to standard error
}

export const seedsTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
