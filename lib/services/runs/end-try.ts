import { changeMove, changeMoveState, freshTry } from '../../db/moves.ts';
import { vmPolicy } from '../../db/policies.ts';
import type { Context } from '../context.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { rememberRefusal } from '../refusals/remember-refusal.ts';
import type { Found } from './ask-hypervisors.ts';
import { endMove } from './end-move.ts';
import { failureOf } from './failure-of.ts';
import type { MoveRow } from './read-run-state.ts';
import { type Cause, mayTryAgain, nextTryAt } from './retries.ts';
import { triesHere, withGivenUp } from './tried-destinations.ts';

/** Records that this destination refused the move before it was ordered: it is not tried again. */
export async function giveUpDestination(ctx: Context, move: MoveRow, cause: Found): Promise<MoveRow> {
  const now = ctx.clock.now();
  const tried = withGivenUp(move, cause, now, false);
  await ctx.db.$transaction(async (tx) => {
    if (!(await changeMove(tx, move, { tried }))) return;
    await rememberRefusal(tx, move, { ...cause, message: cause.message ?? null }, now);
  });
  return { ...move, tried };
}

/**
 * Ends an attempt of a move that was not ordered: after a temporary failure the move waits and is retried, otherwise
 * it is skipped. It has failed if an earlier attempt was ordered. A permanent refusal of a hypervisor is stored.
 */
export async function postpone(
  ctx: Context,
  state: ClusterState,
  move: MoveRow,
  cause: Cause,
): Promise<void> {
  const now = ctx.clock.now();
  const tries = move.tries + 1;
  const { facts, message = null, scope = null } = cause;
  // nothing has started, so nothing is unknown
  const code = cause.code === 'host-unreachable' ? 'host-silent' : cause.code;
  const why = { code, facts, message, scope };
  const vm = state.vms.find(({ id }) => id === move.vmId) ?? { policy: null };
  const { maxTries } = vmPolicy(state, vm).values;
  if (mayTryAgain(cause, triesHere({ tried: move.tried, tries }), maxTries)) {
    const change = { ...freshTry, ...why, tries, notBefore: nextTryAt(now, tries) };
    await changeMoveState(ctx.db, move, 'pending', change);
    return;
  }
  const end = move.seen === null ? 'skipped' : 'failed';
  const failure = failureOf(cause);
  await ctx.db.$transaction(async (tx) => {
    if (!(await endMove(ctx, tx, move, end, { ...why, finishedAt: now }))) return;
    if (failure) await rememberRefusal(tx, move, { ...failure, facts, message }, now);
  });
}
