import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const CancelRunInput = z.object({
  runId: z.uuid(),
  movesBack: z.boolean().default(false), // the VMs that it has moved move back once it has ended
});
export type CancelRunInput = z.input<typeof CancelRunInput>;

/**
 * Requests that a run stops: running copies are aborted, waiting moves never start, and VMs that have moved stay
 * where they are, or move back once it has ended (see `moveBackCancelled`). Throws `run-not-active` if it has ended or was already cancelled.
 */
export async function cancelRun({ ctx, input }: { ctx: Context; input: CancelRunInput }): Promise<void> {
  assertAllowed(ctx.actor, 'run.cancel', 'some-cluster');
  const { runId, movesBack } = parseInput(CancelRunInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const run = await tx.run.findUnique({ where: { id: runId } });
    if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
    assertAllowed(ctx.actor, 'run.cancel', { clusterId: run.clusterId });
    if (movesBack) assertAllowed(ctx.actor, 'plan.approve', { clusterId: run.clusterId });
    const { count } = await tx.run.updateMany({
      where: { id: runId, state: { in: unfinishedRunStates }, cancelRequestedAt: null },
      data: {
        cancelRequestedAt: now,
        cancelRequestedBy: ctx.actor.name,
        ...(movesBack ? { moveBack: 'asked' } : {}),
      },
    });
    if (count === 0)
      throw new BallastError('run-not-active', `R-${run.number} has ended or is being cancelled`, {
        run: `R-${run.number}`,
      });
    await recordAudit(tx, ctx.actor, now, {
      action: 'run.cancel',
      target: `R-${run.number}`,
      targetId: runId,
      ...(movesBack ? { details: { movesBack } } : {}),
    });
    await enqueue(tx, 'run-cluster', run.clusterId);
  });
}
