import { relieves } from '../../model/automation.ts';
import { withNeeded } from '../../model/dependent-moves.ts';
import type { Reason } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';

/** Why automation leaves a move to people: they dismissed one of its VM a short time ago; or the data of a host is doubtful. */
export type Barrier = 'dismissed-before' | 'data-doubtful';

/** Why automation takes none of the moves of a suggestion. */
export type NoneChosen = Barrier | 'none-urgent' | 'hour-used';

export interface Chosen<Move> {
  moves: Move[]; // in the order of the plan
  none: NoneChosen | null; // why there are none
}

interface Limits<Move> {
  mode: Policy['mode'];
  /** For each move, the indices of those that it needs. */
  needed: readonly (readonly number[])[];
  /** How many more moves may begin in this hour; null: no limit. */
  left: number | null;
  whyBarred: (move: Move) => Barrier | null;
}

/**
 * The moves of a suggestion that automation carries out: in mode `urgent` those that relieve a host, else all; each
 * with what it needs, or not at all. Pure.
 */
export function chooseMoves<Move extends { reason: Reason }>(
  moves: readonly Move[],
  { mode, needed, left, whyBarred }: Limits<Move>,
): Chosen<Move> {
  const wanted = moves.flatMap((move, index) => (mode === 'automatic' || relieves(move) ? index : []));
  const groups = wanted.map((index) => withNeeded(needed, [index]));
  const barriers = groups.map((group) =>
    firstBarrier(
      moves.filter((_, index) => group.includes(index)),
      whyBarred,
    ),
  );
  const free = groups.filter((_, index) => barriers[index] === null);
  const chosen = new Set<number>();
  for (const group of free) {
    const more = group.filter((index) => !chosen.has(index));
    if (left === null || chosen.size + more.length <= left) for (const index of more) chosen.add(index);
  }
  const taken = moves.filter((_, index) => chosen.has(index));
  if (taken.length > 0) return { moves: taken, none: null };
  if (wanted.length === 0) return { moves: [], none: 'none-urgent' };
  return { moves: [], none: free.length > 0 ? 'hour-used' : (barriers[0] ?? 'none-urgent') };
}

function firstBarrier<Move>(
  moves: readonly Move[],
  whyBarred: (move: Move) => Barrier | null,
): Barrier | null {
  return moves.map(whyBarred).find((barrier) => barrier !== null) ?? null;
}
