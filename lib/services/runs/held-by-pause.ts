import type { PowerOrder } from '../../model/power-order.ts';
import type { PowerStepState } from '../../model/power-step.ts';

export interface PausableRun {
  pausedAt: Date | null;
  steps: readonly {
    vmId: string | null;
    order: PowerOrder;
    state: PowerStepState;
    startsAgain: boolean;
  }[];
}

/**
 * Whether a move that has not begun waits until its run continues. The move of a VM whose guest was asked to shut down for it does
 * not: otherwise the VM would be off for as long as the pause lasts.
 */
export function isHeldByPause({ pausedAt, steps }: PausableRun, move: { vmId: string | null }): boolean {
  if (pausedAt === null) return false;
  return !steps.some(
    ({ vmId, order, state, startsAgain }) =>
      vmId === move.vmId && startsAgain && order === 'shutDown' && (state === 'ordered' || state === 'done'),
  );
}
