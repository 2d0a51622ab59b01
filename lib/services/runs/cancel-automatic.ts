import { automationOf } from '../../db/automation.ts';
import { type Closure, whyClosed } from '../../model/automation.ts';
import type { MoveCode } from '../../model/move-code.ts';
import { isFinishedMove } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { raiseStop } from '../stops/raise-stop.ts';
import { troubleOfRun } from '../stops/trouble-of-run.ts';
import { type MoveRow, type RunRow, readActiveRuns } from './read-run-state.ts';
import type { Tick } from './tick.ts';

/** Why a move of an automatic job was cancelled before it began. */
const codeOf: Record<Closure['code'], MoveCode> = {
  'switched-off': 'automation-stopped',
  stopped: 'automation-stopped',
  'not-automatic': 'automation-stopped',
  blackout: 'outside-window',
  'outside-windows': 'outside-window',
};

/**
 * Stops automation if an automatic job went wrong, and ends the moves of such jobs that may not begin now: outside the
 * windows, in a blackout, or because automation has stopped. They are cancelled, not kept waiting: a job that waits keeps
 * the cluster from being planned, and its moves were made for loads that are past by then. Moves in flight end as usual.
 * `end` cancels a move that has not begun. Returns the runs as they are afterwards.
 */
export async function cancelAutomatic(
  { ctx, cluster }: Tick,
  runs: RunRow[],
  end: (move: MoveRow, code: MoveCode) => Promise<void>,
): Promise<RunRow[]> {
  // the policy orders restarts by a rule of its own, whatever it says of balancing
  const automatic = runs.filter((run) => run.isAutomatic && run.kind !== 'restart');
  if (automatic.length === 0) return runs;
  const state = automationOf(cluster);
  const stop = (await stopIfTroubled(ctx, cluster, automatic, state.policy)) ?? state.stop;
  const closure = whyClosed({ ...state, stop }, ctx.clock.now());
  if (closure === null) return runs;
  const waiting = automatic.flatMap((run) => run.moves.filter(mayBegin));
  if (waiting.length === 0) return runs;
  for (const move of waiting) await end(move, codeOf[closure.code]);
  return readActiveRuns(ctx.db, cluster.id);
}

const mayBegin = ({ state }: MoveRow): boolean => state === 'pending' || state === 'checking';

async function stopIfTroubled(
  ctx: Context,
  cluster: Tick['cluster'],
  runs: readonly RunRow[],
  policy: Tick['policy'],
): Promise<{ code: string } | null> {
  for (const run of runs) {
    if (!run.moves.some((move) => isFinishedMove(move.state))) continue;
    const trouble = troubleOfRun(run, policy);
    if (!trouble) continue;
    const isNew = await ctx.db.$transaction((tx) => raiseStop(tx, ctx.clock.now(), cluster, trouble));
    if (isNew) return trouble;
  }
  return null;
}
