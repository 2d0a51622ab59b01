import type { Transaction } from '../../db/client.ts';
import { isBeingEvacuated } from '../../db/evacuations.ts';
import { steppedBy } from '../../db/patch-runs.ts';
import { BallastError } from '../../model/errors.ts';
import { finishedRunStates, type MoveBack } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { returnToService } from '../maintenance/leave-maintenance.ts';
import { readAway } from './hosts-away.ts';
import { undoFor } from './undo-run.ts';

/** The runs of a cluster that were cancelled so that their VMs move back, and have ended since. */
export const waitingToMoveBack = (clusterId: string) =>
  ({ clusterId, moveBack: 'asked', state: { in: finishedRunStates } }) as const;

/**
 * Orders that the VMs move back whose run was cancelled for that, and has ended. Its hosts return to service with the
 * order. Whether there was anything to order is written in the same transaction, so a crash at any time changes nothing:
 * the next call does what is left. If nothing can move back, the hosts return to service all the same.
 */
export async function moveBackCancelled({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<void> {
  const runs = await ctx.db.run.findMany({
    where: waitingToMoveBack(clusterId),
    orderBy: { number: 'asc' },
    select: { id: true, cancelRequestedBy: true },
  });
  for (const { id, cancelRequestedBy } of runs) {
    try {
      await undoFor(
        ctx,
        { runId: id, note: '' },
        {
          ...(cancelRequestedBy === null ? {} : { requestedBy: cancelRequestedBy }),
          alsoIn: (tx) => settle(tx, id, 'ordered'),
        },
      );
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      await returnHosts(ctx, id, endOf(error));
    }
  }
}

const endOf = ({ code, facts }: BallastError): MoveBack => {
  if (code !== 'undo-refused') return 'refused';
  if (facts.reason === 'nothing-moved') return 'nothingMoved';
  return facts.reason === 'nothing-to-undo' ? 'nothingFits' : 'refused';
};

async function settle(tx: Transaction, runId: string, moveBack: MoveBack): Promise<void> {
  await tx.run.updateMany({ where: { id: runId, moveBack: 'asked' }, data: { moveBack } });
}

/** Somebody else may have begun to empty a host again, or its own step is in progress: it stays as it is. */
async function returnHosts(ctx: Context, runId: string, end: MoveBack): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const run = await tx.run.findUniqueOrThrow({
      where: { id: runId },
      select: { createdAt: true, hosts: { select: { hostId: true } } },
    });
    for (const host of await readAway(tx, run)) {
      if ((await isBeingEvacuated(tx, host.id)) || (await steppedBy(tx, host.id)) !== null) continue;
      await returnToService(ctx, tx, host);
    }
    await settle(tx, runId, end);
  });
}
