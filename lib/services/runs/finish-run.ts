import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { lockingMoveStates, type RunState } from '../../model/run.ts';
import type { Context } from '../context.ts';
import type { RunRow } from './read-run-state.ts';

/**
 * How a run has ended, from how its moves have and, of an evacuation, how many VMs are left on the host.
 * A VM that was there already, or is gone, is no failure.
 */
export function outcomeOf(
  moves: { state: string; code: string | null }[],
  isCancelled: boolean,
  vmsLeft: number,
): RunState {
  const isHarmless = (move: { state: string; code: string | null }): boolean =>
    move.state === 'done' ||
    (move.state === 'skipped' && (move.code === 'already-there' || move.code === 'vm-gone'));
  if (moves.every(isHarmless) && vmsLeft === 0) return 'succeeded';
  if (isCancelled) return 'cancelled';
  return moves.some((move) => move.state === 'done') ? 'partly' : 'failed';
}

/**
 * Ends a run whose moves have all ended, and settles the host that it was to empty. False: an evacuation waits for what is
 * still on its way to the host, which may be refused there, or arrive; unless it was cancelled, nobody can say yet how it ended.
 */
export async function finishRun(ctx: Context, run: RunRow): Promise<boolean> {
  const now = ctx.clock.now();
  return await ctx.db.$transaction(async (tx) => {
    const emptied = run.kind === 'evacuate' ? run.hostId : null;
    if (emptied) await lockHostRow(tx, emptied);
    const arriving = emptied ? await countArriving(tx, emptied) : 0;
    if (arriving > 0 && run.cancelRequestedAt === null) return false;
    const vmsLeft = emptied ? arriving + (await countPresent(tx, emptied)) : 0;
    const state = outcomeOf(run.moves, run.cancelRequestedAt !== null, vmsLeft);
    const { count } = await tx.run.updateMany({
      where: { id: run.id, state: { in: ['waiting', 'running'] } },
      data: { state, finishedAt: now },
    });
    if (count === 0) return true;
    const details = { state };
    await recordAudit(tx, ctx.actor, now, {
      action: 'run.finish',
      target: `R-${run.number}`,
      targetId: run.id,
      details,
    });
    if (emptied) await settleHost(ctx, tx, emptied, vmsLeft, state);
    return true;
  });
}

/**
 * VMs whose migration to the host has begun: they may be there soon. To be counted before those that are there: one that
 * arrives between the two counts is in both, and in the other order it would be in none.
 */
function countArriving(tx: Transaction, hostId: string): Promise<number> {
  return tx.move.count({ where: { toHostId: hostId, state: { in: [...lockingMoveStates] } } });
}

function countPresent(tx: Transaction, hostId: string): Promise<number> {
  return tx.vm.count({ where: { hostId, missingSince: null } });
}

/**
 * Empty: into maintenance. Cancelled: active again. Otherwise it goes on draining, since VMs that cannot leave wait for
 * a person to decide, and nothing new is placed there meanwhile.
 */
async function settleHost(
  ctx: Context,
  tx: Transaction,
  hostId: string,
  vmsLeft: number,
  state: RunState,
): Promise<void> {
  const mode = vmsLeft === 0 ? 'maintenance' : state === 'cancelled' ? 'active' : null;
  if (!mode) return;
  const { count } = await tx.host.updateMany({ where: { id: hostId, mode: 'draining' }, data: { mode } });
  if (count === 0) return;
  const host = await tx.host.findUniqueOrThrow({ where: { id: hostId } });
  const action = mode === 'maintenance' ? 'host.enter-maintenance' : 'host.stop-draining';
  await recordAudit(tx, ctx.actor, ctx.clock.now(), { action, target: host.name, targetId: hostId });
}
