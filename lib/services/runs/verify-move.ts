import { changeMove, changeMoveState, freshTry, type MoveChange, noCause } from '../../db/moves.ts';
import { type CountedProgress, isCounted } from '../../model/counted-progress.ts';
import { DriverError, type Facts } from '../../model/errors.ts';
import { parseMoveCode } from '../../model/move-code.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { forgetDisproved, rememberRefusal } from '../refusals/remember-refusal.ts';
import { endMove, endMoveAlone } from './end-move.ts';
import { failureOf } from './failure-of.ts';
import { keepAutostart } from './keep-autostart.ts';
import { judgePlacement, judgeRestart, locate, type Seen, type Verdict } from './locate-move.ts';
import { migrationRef } from './migration-ref.ts';
import type { MoveRow } from './read-run-state.ts';
import { type Cause, isElsewhereOpen, mayRepeatSilent, mayTryAgain, nextTryAt } from './retries.ts';
import { wasSilent } from './stall.ts';
import { mayOrderElsewhere, triesHere, withGivenUp } from './tried-destinations.ts';
import { memoryOf, withTimePassed } from './watch-memory.ts';
import { becomeUnknown } from './watch-move.ts';

/** How long an incomplete copy may stay at the destination after the job has ended. */
const HALF_COPY_PATIENCE_MS = 60_000;
/** Two hosts are not read at the same instant: an alarm is raised only if they report the same for this long. */
const ALARM_PATIENCE_MS = 10_000;

/** The properties of its run that decide how a move ends. */
export interface VerifyOptions {
  isCancelled: boolean;
  isEvacuation: boolean; // then it may use another destination
  maxTries: number;
  offHostIds: ReadonlySet<string>; // hosts that are proved to be off
}

/** Reads both hosts and records what was observed, never what was expected. */
export async function verifyMove(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  options: VerifyOptions,
): Promise<void> {
  const seen = await locate(driver, move, options.offHostIds);
  // a VM that has switched to post-copy no longer depends on the source's report
  const hasFailedAtSource = move.code !== null && memoryOf(move).completionForcedBy !== 'post-copy';
  const verdict =
    move.kind === 'restart'
      ? judgeRestart(seen)
      : judgePlacement(seen.source, seen.destination, hasFailedAtSource);
  if (await mustReadAgain(ctx, driver, move, verdict, seen)) return;
  const now = ctx.clock.now();
  const record: MoveChange = { seen: seen.placements.map((each) => ({ ...each })), finishedAt: now };
  const hosts = { vm: move.vmName, host: move.fromHostName, destination: move.toHostName };
  switch (verdict) {
    case 'done': {
      const kept = await keepAutostart(ctx, driver, move);
      if (kept === 'again') return;
      return finishDone(ctx, move, {
        ...record,
        ...noCause,
        ...kept,
        durationMs: durationOf(move, seen, now),
      });
    }
    case 'stayed':
      return finishStayed(ctx, move, options, record);
    case 'unreadable': {
      const isSource = seen.source === 'unreachable' && move.kind !== 'restart';
      const host = isSource ? move.fromHostName : move.toHostName;
      const error = new DriverError('host-unreachable', `${host} does not answer`, { host });
      return becomeUnknown(ctx, move, error);
    }
    case 'two-copies':
      return finishTwice(ctx, move, { ...record, code: 'two-copies', facts: hosts });
    case 'wait': {
      const isHandedOver = memoryOf(move).completionForcedBy === 'post-copy' || seen.source === 'incoming';
      const code = isHandedOver ? 'post-copy-broken' : 'half-copy-left';
      await endMoveAlone(ctx, move, 'failed', { ...record, code, facts: hosts });
      return;
    }
    case 'vm-gone':
      await endMoveAlone(ctx, move, 'failed', { ...record, code: 'vm-gone', facts: hosts });
  }
}

/**
 * Whether the observed state may still change by itself: then it is read again. An incomplete copy whose job is still
 * running is watched again. The limit counts waiting time, not the time of a clock.
 */
async function mustReadAgain(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  verdict: Verdict,
  seen: Seen,
): Promise<boolean> {
  if (verdict === 'done' || verdict === 'stayed' || verdict === 'unreadable') return false;
  if (verdict === 'wait' && (await runsAfterAll(driver, move))) {
    const change = { code: null, message: null, watch: { ...memoryOf(move), waitedMs: 0 } };
    await changeMoveState(ctx.db, move, 'migrating', change);
    return true;
  }
  const memory = withTimePassed(memoryOf(move), ctx.clock.now(), 'waitedMs');
  const patienceMs =
    verdict === 'wait' ? HALF_COPY_PATIENCE_MS + move.predictedSeconds * 1000 : ALARM_PATIENCE_MS;
  if (memory.waitedMs >= patienceMs) return false;
  const placements = seen.placements.map((each) => ({ ...each }));
  await changeMove(ctx.db, move, { watch: memory, seen: placements });
  return true;
}

async function runsAfterAll(driver: HypervisorDriver, move: MoveRow): Promise<boolean> {
  try {
    return (await driver.readMigration(migrationRef(move))).phase === 'running';
  } catch (error) {
    if (error instanceof DriverError) return false;
    throw error;
  }
}

async function finishDone(ctx: Context, move: MoveRow, record: MoveChange): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const change = { ...record, progressPercent: 100 };
    if (!(await endMove(ctx, tx, move, 'done', change))) return;
    await forgetDisproved(tx, move);
    if (!move.vmId) return;
    const data = { hostId: move.toHostId, lastMigratedAt: ctx.clock.now(), missingSince: null };
    await tx.vm.update({ where: { id: move.vmId }, data });
  });
}

/**
 * How long the move took, as the hypervisor said, else until now. Null: its source is off, and nobody knows when it had ended
 * before that.
 */
function durationOf(move: MoveRow, { placements }: Seen, now: Date): number | null {
  if (move.durationMs !== null) return move.durationMs;
  const source = placements.find(({ hostId }) => hostId === move.fromHostId);
  if (move.kind !== 'restart' && source?.state === 'unreachable') return null;
  return lastElapsedMs(move) ?? sinceStartMs(move, now);
}

/** The hypervisor's own duration counts before any difference of clocks. */
const lastElapsedMs = (move: MoveRow): number | null => move.progress?.elapsedMs || null;

const sinceStartMs = (move: MoveRow, now: Date): number | null =>
  move.startedAt ? Math.max(0, now.getTime() - move.startedAt.getTime()) : null;

/**
 * The VM still runs at its source. The move is cancelled if requested, retried after a temporary failure, sent to the
 * next destination if this one is the cause, or failed. Refusals are stored.
 */
async function finishStayed(
  ctx: Context,
  move: MoveRow,
  { isCancelled, isEvacuation, maxTries }: VerifyOptions,
  record: MoveChange,
): Promise<void> {
  const now = ctx.clock.now();
  const cause = causeOf(move);
  if (isCancelled && (move.code === null || move.code === 'migration-cancelled')) {
    await endMoveAlone(ctx, move, 'cancelled', { ...record, code: 'cancelled' });
    return;
  }
  const { code, facts, scope = null } = cause;
  const why = { code, facts, scope };
  const again = { ...freshTry, ...why, seen: record.seen, finishedAt: null };
  // nothing passed between the two hosts: an evacuation takes that like a lost destination
  const isCutOff = isEvacuation && code === 'stalled' && wasSilent(memoryOf(move));
  const tries = triesHere(move);
  const mayRepeat = isCutOff ? mayRepeatSilent(tries, maxTries) : mayTryAgain(cause, tries, maxTries);
  if (!isCancelled && mayRepeat) {
    const notBefore = nextTryAt(now, move.tries);
    await changeMoveState(ctx.db, move, 'pending', { ...again, notBefore });
    return;
  }
  const isOpen = isCutOff || isElsewhereOpen(cause);
  const goesOn = !isCancelled && isEvacuation && isOpen && mayOrderElsewhere(move);
  const tried = withGivenUp(move, cause, now, true);
  const failure = failureOf(cause);
  await ctx.db.$transaction(async (tx) => {
    const isChanged = goesOn
      ? await changeMoveState(tx, move, 'pending', { ...again, tried, notBefore: null })
      : await endMove(ctx, tx, move, 'failed', { ...record, ...why });
    const { message } = move;
    if (isChanged && failure) await rememberRefusal(tx, move, { ...failure, facts, message }, now);
  });
}

/**
 * Why the VM is still at its source: the reason for which Ballast aborted the move, before what the hypervisor
 * reported.
 */
function causeOf(move: MoveRow): Cause {
  const facts = move.facts ?? {};
  const { abortFor } = memoryOf(move);
  const { progress, message, scope } = move;
  if (abortFor === 'stalled' && progress && isCounted(progress))
    return { code: 'stalled', facts: stallFacts(move, progress) };
  if (abortFor) return { code: abortFor, facts };
  if (move.code !== null) {
    const code = parseMoveCode(move.code);
    return { code, facts, message, scope: failureOf({ code, scope })?.scope ?? null };
  }
  return { code: progress ? 'migration-failed' : 'not-started', facts: { vm: move.vmName } };
}

const stallFacts = (move: MoveRow, progress: CountedProgress): Facts => ({
  vm: move.vmName,
  rounds: progress.round,
  dirtyMiBps: Math.round(progress.dirtyMiBps * 10) / 10,
  bandwidthMiBps: Math.round(progress.bandwidthMiBps * 10) / 10,
});

async function finishTwice(ctx: Context, move: MoveRow, change: MoveChange): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    if (!(await endMove(ctx, tx, move, 'failed', change))) return;
    if (move.vmId) await tx.vm.update({ where: { id: move.vmId }, data: { duplicateHostId: move.toHostId } });
  });
}

/** A move whose hosts could not be read: once both answer again it is watched and verified like any other. */
export async function resolveUnknown(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  offHostIds: ReadonlySet<string>,
): Promise<void> {
  const { source, destination } = await locate(driver, move, offHostIds);
  const needsSource = move.kind !== 'restart';
  if ((needsSource && source === 'unreachable') || destination === 'unreachable') return;
  await changeMoveState(ctx.db, move, 'migrating', { code: null, message: null });
}
