import { createStep } from '../../db/power-steps.ts';
import { isOpenStep, timeoutOf } from '../../model/power-step.ts';
import { isFinishedMove, type MoveState } from '../../model/run.ts';
import type { Context } from '../context.ts';

/** A run with what is needed of its moves and steps. */
interface SteppingRun {
  id: string;
  clusterId: string;
  cancelRequestedAt: Date | null;
  moveBack: string | null;
  moves: readonly { vmId: string | null; state: MoveState }[];
  steps: readonly {
    vmId: string | null;
    order: 'shutDown' | 'save' | 'start';
    state: 'pending' | 'ordered' | 'done' | 'failed' | 'cancelled' | 'skipped';
    startsAgain: boolean;
    decidedBy: string;
    source: string;
  }[];
}

/**
 * The steps of a run that must follow: a VM that was shut down only to be moved is started again where it is once its move
 * has ended, as it may; and so is every VM that a run has shut down or saved which was cancelled to move its VMs back. The run
 * ends after them. False: there is nothing to start.
 */
export async function startAgain(ctx: Context, run: SteppingRun): Promise<boolean> {
  const isTakenBack = run.cancelRequestedAt !== null && run.moveBack === 'asked';
  const due = run.steps.filter(
    (step) =>
      step.state === 'done' &&
      step.order !== 'start' &&
      (step.startsAgain || isTakenBack) &&
      !run.steps.some((other) => other.order === 'start' && other.vmId === step.vmId) &&
      run.moves.every((move) => move.vmId !== step.vmId || isFinishedMove(move.state)),
  );
  let isAny = run.steps.some(isOpenStep);
  for (const { vmId, decidedBy, source } of due) {
    const vm =
      vmId === null
        ? null
        : await ctx.db.vm.findUnique({
            where: { id: vmId },
            include: { host: { select: { id: true, name: true } } },
          });
    if (!vm) continue;
    const { host, memoryMiB } = vm;
    const isStored = await ctx.db.$transaction((tx) =>
      createStep(tx, {
        clusterId: run.clusterId,
        runId: run.id,
        vm,
        host,
        order: 'start',
        decidedBy,
        source,
        timeoutSeconds: timeoutOf('start', memoryMiB, 0),
        createdAt: ctx.clock.now(),
      }),
    );
    isAny ||= isStored;
  }
  return isAny;
}
