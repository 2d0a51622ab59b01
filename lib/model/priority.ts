import { worthByAggressiveness } from './aggressiveness.ts';
import type { Reason } from './plan.ts';

/**
 * How much a move matters, 1 (most) to 5, as DRS has it: 1 is mandatory, whatever the aggressiveness; 2 to 5 is the lowest
 * aggressiveness at which balancing makes it. (DRS: "the Conservative setting generates only priority-one recommendations
 * (mandatory recommendations)", each further setting those of one lower priority; vSphere Resource Management, "DRS
 * Migration Threshold".)
 */
export type Priority = 1 | 2 | 3 | 4 | 5;

const LEVELS = [2, 3, 4, 5] as const;

/** The priority of a move, from its reason. An absolute minimum gain in the policy has another unit, and counts as it is. */
export function priorityOf({ code, facts }: Reason): Priority {
  if (code === 'expected-overload') return 2;
  if (code !== 'even-load') return 1;
  const gain = Number(facts.gain);
  return LEVELS.find((level) => gain >= (worthByAggressiveness[level]?.leastGain ?? 0)) ?? 5;
}

/** The priority of moves together: that of the most important one. */
export const highestPriority = (moves: readonly { reason: Reason }[]): Priority =>
  moves.map(({ reason }) => priorityOf(reason)).sort()[0] ?? 5;
