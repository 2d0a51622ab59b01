import { changeMoveState } from '../../db/moves.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { isFinishedMove, isFinishedRun, lockingMoveStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { policyOf } from '../inventory/snapshot-of.ts';
import { adopt, beginMove } from './begin-move.ts';
import { finishRun } from './finish-run.ts';
import { type MoveRow, type RunRow, readRunState } from './read-run-state.ts';
import { resolveUnknown, verifyMove } from './verify-move.ts';
import { watchMove } from './watch-move.ts';
import type { UnfinishedMove } from './with-unfinished.ts';

/**
 * One tick of a run: watches what is under way, verifies what has ended, begins what may begin, and ends the run when
 * nothing is left. All that it knows it reads from the move rows and from the hypervisors, so any worker can go on with
 * it after any crash. True once the run has ended.
 */
export async function advanceRun({
  ctx,
  driver,
  input,
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { runId: string };
}): Promise<boolean> {
  let run = await readRunState(ctx.db, input.runId);
  if (isFinishedRun(run.state)) return true;
  if (run.state === 'waiting') {
    await ctx.db.run.updateMany({
      where: { id: run.id, state: 'waiting' },
      data: { state: 'running', startedAt: ctx.clock.now() },
    });
  }
  const isCancelled = run.cancelRequestedAt !== null;
  await Promise.all(run.moves.map((move) => lookAfter(ctx, driver, move, isCancelled)));

  run = await readRunState(ctx.db, input.runId);
  if (!isCancelled) {
    await beginWhatMay(ctx, driver, run);
    run = await readRunState(ctx.db, input.runId);
  }
  if (!run.moves.every((move) => isFinishedMove(move.state))) return false;
  await finishRun(ctx, run);
  return true;
}

async function lookAfter(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  isCancelled: boolean,
): Promise<void> {
  switch (move.state) {
    case 'migrating':
      return watchMove(ctx, driver, move, isCancelled);
    case 'verifying':
      return verifyMove(ctx, driver, move, isCancelled);
    case 'unknown':
      return resolveUnknown(ctx, driver, move);
    case 'pending':
      if (isCancelled)
        await changeMoveState(ctx.db, move, 'cancelled', { code: 'cancelled', finishedAt: ctx.clock.now() });
      return;
    case 'checking':
      return isCancelled ? cancelChecking(ctx, driver, move) : undefined;
  }
}

/** A worker died between its check and the hypervisor's answer: ask before calling it cancelled. */
async function cancelChecking(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<void> {
  if ((await adopt(ctx, driver, move)) !== 'nothing') return;
  await changeMoveState(ctx.db, move, 'cancelled', { code: 'cancelled', finishedAt: ctx.clock.now() });
}

/** Waves are the proved order, not barriers: a move begins as soon as both its hosts have a place free and it fits. */
async function beginWhatMay(ctx: Context, driver: HypervisorDriver, run: RunRow): Promise<void> {
  const waiting = run.moves.filter((move) => move.state === 'pending' || move.state === 'checking');
  if (waiting.length === 0) return;
  const cluster = await ctx.db.cluster.findUniqueOrThrow({ where: { id: run.clusterId } });
  const limit = policyOf(cluster).simultaneousMovesPerHost;
  const others = await ctx.db.move.findMany({
    where: {
      run: { clusterId: run.clusterId },
      runId: { not: run.id },
      state: { in: [...lockingMoveStates] },
    },
  });
  const busy = new Map<string, number>();
  const occupy = (move: { fromHostId: string; toHostId: string }): void => {
    for (const hostId of [move.fromHostId, move.toHostId]) busy.set(hostId, (busy.get(hostId) ?? 0) + 1);
  };
  const isActive = (move: MoveRow): boolean =>
    !isFinishedMove(move.state) && move.state !== 'pending' && move.state !== 'checking';
  for (const move of [...others, ...run.moves.filter(isActive)]) occupy(move);

  const ahead: UnfinishedMove[] = [...others, ...run.moves.filter(isActive)];
  for (const move of waiting) {
    const isFree = [move.fromHostId, move.toHostId].every((hostId) => (busy.get(hostId) ?? 0) < limit);
    if (isFree && (await beginMove({ ctx, driver, run, move, unfinished: ahead }))) occupy(move);
    ahead.push(move); // begun or not, it comes before those behind it
  }
}
