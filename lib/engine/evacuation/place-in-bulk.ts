import { mayGo } from '../constraints/permissions.ts';
import type { EmptyingTask } from './emptying-task.ts';

/** Which host a unit takes: the one with the lowest resulting load, or the one with the least memory left over. */
type Taste = 'even' | 'tight';

/**
 * Places as many of the units as fit, one after another, without moving any other VM; those that fit nowhere stay. It
 * tries every unit on every host once, so it is for so many units that a search would not reach its first solution.
 */
export function placeInBulk(task: EmptyingTask, units: readonly number[]): void {
  const { unitHeldMiB } = task.placement;
  const begun = Int32Array.from(task.placement.hostOf);
  const largestFirst = units.toSorted((a, b) => unitHeldMiB[b] - unitHeldMiB[a] || a - b);
  for (const taste of ['even', 'tight'] as const) {
    if (placeInTurn(task, largestFirst, taste)) return;
    task.placement.restore(begun);
  }
  placeInTurn(task, largestFirst.toReversed(), 'tight');
}

/** False: at least one fits nowhere. */
function placeInTurn(task: EmptyingTask, units: readonly number[], taste: Taste): boolean {
  let isWhole = true;
  for (const unit of units) {
    const host = bestHost(task, unit, taste);
    if (host >= 0) task.placement.move(unit, host);
    else isWhole = false;
  }
  return isWhole;
}

function bestHost({ placement, permissions, targets }: EmptyingTask, unit: number, taste: Taste): number {
  const { cluster } = placement;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (const host of targets) {
    const rank =
      taste === 'even'
        ? Math.max(placement.cpuLoadWith(unit, host), placement.memoryLoadWith(unit, host))
        : cluster.memoryLimit[host] - placement.heldMiB[host];
    if (rank >= least || !mayGo(placement, permissions, unit, host)) continue;
    best = host;
    least = rank;
  }
  return best;
}
