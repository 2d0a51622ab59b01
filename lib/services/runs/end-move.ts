import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { changeMoveState, type MoveChange } from '../../db/moves.ts';
import type { Facts } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import type { MoveRow } from './read-run-state.ts';

export type MoveEnd = 'done' | 'skipped' | 'failed' | 'cancelled';

/** Ends a move, with its event; false if it has changed since the caller read it. */
export async function endMove(
  ctx: Context,
  tx: Transaction,
  move: MoveRow,
  end: MoveEnd,
  change: MoveChange,
): Promise<boolean> {
  if (!(await changeMoveState(tx, move, end, change))) return false;
  const { clusterId } = await tx.plan.findUniqueOrThrow({
    where: { id: move.planId },
    select: { clusterId: true },
  });
  const facts: Facts = { vm: move.vmName, host: move.fromHostName, destination: move.toHostName };
  if (typeof change.code === 'string') facts.code = change.code;
  await recordEvents(tx, ctx.clock.now(), [
    {
      topic: 'move',
      code: end,
      clusterId,
      subject: { moveId: move.id, runId: move.runId, vmId: move.vmId },
      facts,
    },
  ]);
  return true;
}

/** The same in a transaction of its own. */
export const endMoveAlone = (
  ctx: Context,
  move: MoveRow,
  end: MoveEnd,
  change: MoveChange,
): Promise<boolean> => ctx.db.$transaction((tx) => endMove(ctx, tx, move, end, change));
