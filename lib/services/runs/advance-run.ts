import { changeMoveState } from '../../db/moves.ts';
import { readOffHosts } from '../../db/outages.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { changeRunState } from '../../db/runs.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import type { MoveCode } from '../../model/move-code.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { present } from '../../model/present.ts';
import { isFinishedMove, isFinishedRun } from '../../model/run.ts';
import { moveLeftMs } from '../../precopy/time-left.ts';
import type { Context } from '../context.ts';
import { advanceSteps } from '../power/advance-steps.ts';
import { startAgain } from '../power/start-again.ts';
import { adoptMove, mayBeInFlight } from './adopt-move.ts';
import { beginMoves } from './begin-moves.ts';
import { cancelAutomatic } from './cancel-automatic.ts';
import { endMoveAlone } from './end-move.ts';
import { finishRun } from './finish-run.ts';
import { goesElsewhere } from './goes-elsewhere.ts';
import { isHeldByPause } from './held-by-pause.ts';
import { type MoveRow, type RunRow, readActiveRuns, readRunState } from './read-run-state.ts';
import { settleAll } from './settle-all.ts';
import { policyOfVm, readTickCluster, type Tick } from './tick.ts';
import { resolveUnknown, verifyMove } from './verify-move.ts';
import { watchMove } from './watch-move.ts';
import { watchRestart } from './watch-restart.ts';

/** How long a worker waits between two ticks while moves are in flight. */
export const MAX_TICK_INTERVAL_MS = 500;
const MIN_TICK_INTERVAL_MS = 100;

export interface Advanced {
  ended: string[]; // runs
  isLeft: boolean; // there are runs that have not ended
  nextTickMs: number; // when to tick again, unless something happens before
}

/**
 * One tick of all runs of a cluster: watches moves in flight, verifies those that have ended, starts what may start,
 * and ends the runs without remaining moves. It reads everything that it needs from the move rows and the
 * hypervisors, so any worker can continue after any crash.
 */
export async function advanceRuns({
  ctx,
  driver,
  input,
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<Advanced> {
  const { clusterId } = input;
  const [active, cluster] = await Promise.all([
    readActiveRuns(ctx.db, clusterId),
    readTickCluster(ctx.db, clusterId),
  ]);
  let runs = active;
  const areStepsLeft = cluster !== null && (await advanceSteps(ctx, driver, clusterId));
  if (runs.length === 0 || cluster === null)
    return { ended: [], isLeft: areStepsLeft, nextTickMs: MAX_TICK_INTERVAL_MS };
  const { isPast } = clockOf(cluster, ctx.clock.now()); // its policy is that of the simulated past
  const offHostIds = await readOffHosts(ctx.db, clusterId);
  const tick: Tick = { ctx, driver, cluster, policy: clusterPolicy(cluster).values, offHostIds };
  await settleAll([
    beginRuns(ctx, clusterId, runs),
    ...eachMove(runs).map(({ run, move }) => advanceMove(tick, run, move)),
  ]);

  runs = await verifyAtOnce(tick, runs);
  if (!isPast) runs = await cancelAutomatic(tick, runs, (move, code) => cancelMove(ctx, driver, move, code));
  await beginMoves(tick, runs);

  const ended: string[] = [];
  runs = await readActiveRuns(ctx.db, clusterId);
  for (const run of runs) {
    if (await startAgain(ctx, run)) continue;
    if (!run.moves.every((move) => isFinishedMove(move.state))) continue;
    if (await finishRun(ctx, driver, run)) ended.push(run.id);
  }
  return {
    ended,
    isLeft: areStepsLeft || ended.length < runs.length,
    nextTickMs: nextTickMs(runs, ctx.clock.now()),
  };
}

/** Twice a second, and sooner if a copy is about to end, because the next move needs its slot. */
function nextTickMs(runs: RunRow[], now: Date): number {
  const left = eachMove(runs).flatMap(({ move }) =>
    move.state === 'migrating' ? (moveLeftMs(move, now) ?? []) : [],
  );
  return Math.max(MIN_TICK_INTERVAL_MS, Math.min(MAX_TICK_INTERVAL_MS, ...left));
}

/** The same for a caller that waits for one run: true once it has ended. */
export async function advanceRun({
  ctx,
  driver,
  input,
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { runId: string };
}): Promise<boolean> {
  const run = await readRunState(ctx.db, input.runId);
  if (isFinishedRun(run.state)) return true;
  const { ended } = await advanceRuns({ ctx, driver, input: { clusterId: run.clusterId } });
  return ended.includes(input.runId);
}

const eachMove = (runs: RunRow[]): { run: RunRow; move: MoveRow }[] =>
  runs.flatMap((run) => run.moves.map((move) => ({ run, move })));

async function advanceMove(tick: Tick, run: RunRow, move: MoveRow): Promise<void> {
  const { ctx, driver, offHostIds } = tick;
  const { stallSeconds, maxTries } = policyOfVm(tick, move.vmId);
  const isCancelled = run.cancelRequestedAt !== null;
  switch (move.state) {
    case 'migrating':
      if (move.kind === 'restart') return watchRestart(ctx, driver, move);
      // a source without power has nothing to report of the copy
      if (offHostIds.has(move.fromHostId)) return void (await changeMoveState(ctx.db, move, 'verifying'));
      return watchMove(ctx, driver, move, { isCancelled, stallSeconds });
    case 'verifying':
      return verifyMove(ctx, driver, move, {
        isCancelled,
        isEvacuation: goesElsewhere(run),
        maxTries,
        offHostIds,
      });
    case 'unknown':
      return resolveUnknown(ctx, driver, move, offHostIds);
    case 'pending':
    case 'checking':
      if (isCancelled) return cancelMove(ctx, driver, move);
      return isHeldByPause(run, move) ? holdMove(ctx, driver, move) : undefined;
  }
}

/** An order may be in transit although no worker watches it: ask before the move counts as cancelled. */
async function cancelMove(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  code: MoveCode = 'cancelled',
): Promise<void> {
  if (mayBeInFlight(move)) {
    const found = await adoptMove(ctx, driver, move);
    if (found === 'adopted' || (found === 'unreadable' && move.state === 'checking')) return;
  }
  await endMoveAlone(ctx, move, 'cancelled', { code, finishedAt: ctx.clock.now() });
}

/** A move of a paused run. An order of it may be in transit, which is watched as if there was no pause. */
async function holdMove(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<void> {
  if (!mayBeInFlight(move)) return;
  const found = await adoptMove(ctx, driver, move);
  if (found === 'nothing' && move.state === 'checking') await changeMoveState(ctx.db, move, 'pending');
}

async function beginRuns(ctx: Context, clusterId: string, runs: RunRow[]): Promise<void> {
  if (!runs.some((run) => run.state === 'waiting')) return;
  await changeRunState(ctx.db, { clusterId }, 'running', { startedAt: ctx.clock.now() });
}

/** Verifies moves that have just ended in the same tick, which frees their slots one tick earlier. */
async function verifyAtOnce(tick: Tick, before: RunRow[]): Promise<RunRow[]> {
  const isUntouched = ({ run, move }: { run: RunRow; move: MoveRow }): boolean =>
    isFinishedMove(move.state) || (move.state === 'pending' && run.cancelRequestedAt === null);
  if (eachMove(before).every(isUntouched)) return before;
  const { clusterId } = present(before[0], 'a run of which a move has just ended');
  const runs = await readActiveRuns(tick.ctx.db, clusterId);
  const wasVerifying = new Set(
    eachMove(before).flatMap(({ move }) => (move.state === 'verifying' ? move.id : [])),
  );
  const isNew = (move: MoveRow): boolean => move.state === 'verifying' && !wasVerifying.has(move.id);
  const fresh = eachMove(runs).filter(({ move }) => isNew(move));
  if (fresh.length === 0) return runs;
  await settleAll(fresh.map(({ run, move }) => advanceMove(tick, run, move)));
  return readActiveRuns(tick.ctx.db, clusterId);
}
