import { mayRise } from '../constraints/threshold.ts';
import type { Transit } from './transit.ts';

/** One VM to move, without a wave yet. */
export interface Transfer {
  readonly vm: number;
  readonly to: number;
}

/** Whether the move may start beside all moves in flight, whichever of them ends first. */
export function mayStart(transit: Transit, { vm, to }: Transfer, keepsThresholds: boolean): boolean {
  return (
    !transit.isMoving(vm) &&
    transit.hasFreeMemory(vm, to) &&
    transit.keepsRules(vm, to) &&
    (!keepsThresholds || staysBelow(transit, vm, to))
  );
}

/** Starts all of a group or none of it. */
export function startTogether(
  transit: Transit,
  group: readonly Transfer[],
  keepsThresholds: boolean,
): boolean {
  for (const [i, transfer] of group.entries()) {
    if (mayStart(transit, transfer, keepsThresholds)) {
      transit.start(transfer.vm, transfer.to);
      continue;
    }
    for (const { vm } of group.slice(0, i).reverse()) transit.takeBack(vm);
    return false;
  }
  return true;
}

/** No host exceeds a threshold, even if every move of the wave into it ends before any out of it. */
function staysBelow(transit: Transit, vm: number, to: number): boolean {
  const { cluster } = transit;
  const cpu = transit.cpuLoad(to) + cluster.cpuMhz[vm] / cluster.cpuCapacity[to];
  const memory = transit.memoryLoad(to) + cluster.memoryMiB[vm] / cluster.memoryCapacity[to];
  return (
    mayRise(cluster.cpuCeiling[to], transit.cpuLoad(to), cpu) &&
    mayRise(cluster.memoryCeiling[to], transit.memoryLoad(to), memory)
  );
}
