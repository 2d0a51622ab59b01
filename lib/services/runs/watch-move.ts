import { addTrackRow, changeMove, changeMoveState, thinTrack } from '../../db/moves.ts';
import { ableAction } from '../../model/able.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver, MigrationProgress, MigrationReport } from '../../model/ports.ts';
import type { WatchMemory } from '../../model/watch-memory.ts';
import type { Context } from '../context.ts';
import { judgePlacement, locate } from './locate-move.ts';
import { migrationRef } from './migration-ref.ts';
import { paceAfter } from './pace.ts';
import type { MoveRow } from './read-run-state.ts';
import { judgePace, type StallVerdict } from './stall.ts';
import { memoryOf, withTimePassed } from './watch-memory.ts';

/** The time limit of a migration: ten minutes or six times the forecast, whichever is longer. */
const timeLimitMs = (move: MoveRow): number => Math.max(600, 6 * move.predictedSeconds) * 1000;

/** The progress shown never decreases, and reaches 100 only when the VM was seen at its destination. */
const MAX_RUNNING_PERCENT = 99;

/** An order of a dying worker may still be in transit for this long: only after that it counts as never sent. */
const SETTLE_MS = 30_000;

/** The curve of a move has one point a second, and fewer once it has this many. */
const TRACK_EVERY_MS = 1000;
const MAX_TRACK_ROWS = 600;

/** How a migration is to be watched. */
export interface WatchOptions {
  isCancelled: boolean;
  stallSeconds: number;
}

/**
 * Watches a running migration: stores its progress, aborts it or forces it to complete if it was cancelled, takes too
 * long or makes no progress, and passes it on to be verified once the job has ended, whatever the result.
 */
export async function watchMove(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  options: WatchOptions,
): Promise<void> {
  try {
    const report = await driver.readMigration(migrationRef(move));
    if (report.phase === 'running') await watchRunning(ctx, driver, move, report.progress, options);
    else if (report.phase !== 'none' || (await hasSettled(ctx, driver, move)))
      await changeMoveState(ctx.db, move, 'verifying', endOf(report));
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    if (error.code === 'host-unreachable') await becomeUnknown(ctx, move, error);
    // anything else: read again at the next tick
  }
}

async function watchRunning(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  progress: MigrationProgress,
  { isCancelled, stallSeconds }: WatchOptions,
): Promise<void> {
  const now = ctx.clock.now();
  const watched = withTimePassed(memoryOf(move), now, 'ranMs');
  const pace = paceAfter(watched.pace, progress);
  const onStall = ableAction(move.options.onStall, driver.abilities);
  const how = { kind: move.kind, options: { onStall }, completionForcedBy: watched.completionForcedBy };
  const stall = judgePace(pace, how, stallSeconds);
  const ranMs = progress.elapsedMs > 0 ? progress.elapsedMs : watched.ranMs;
  const ownAbort = stall.action === 'cancel' ? 'stalled' : ranMs > timeLimitMs(move) ? 'timed-out' : null;
  const memory: WatchMemory = { ...watched, pace, abortFor: watched.abortFor ?? ownAbort };

  // the reason is stored before the abort, so that any worker that finds it aborted knows it
  if (!(await writeProgress(ctx, move, progress, await withTrack(ctx, move, progress, memory), stall)))
    return;
  if (memory.completionForcedBy === 'post-copy') return; // its memory is on both hosts: aborting would lose the VM
  if (isCancelled || memory.abortFor) return driver.cancelMigration(migrationRef(move));
  if (stall.action === 'quick' || stall.action === 'post-copy')
    await forceCompletion(ctx, driver, move, memory, stall.action);
}

/** Ordered first and stored then: ordering it twice does no harm, but forgetting it would never end the copy. */
async function forceCompletion(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  memory: WatchMemory,
  how: 'quick' | 'post-copy',
): Promise<void> {
  try {
    await driver.forceCompletion(migrationRef(move), how);
    await changeMove(ctx.db, move, { watch: { ...memory, completionForcedBy: how } });
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'unsupported') throw error;
    await changeMove(ctx.db, move, { watch: { ...memory, abortFor: 'stalled' } });
    await driver.cancelMigration(migrationRef(move));
  }
}

async function writeProgress(
  ctx: Context,
  move: MoveRow,
  progress: MigrationProgress,
  watch: WatchMemory,
  stall: StallVerdict,
): Promise<boolean> {
  const { fraction } = progress;
  const share = Math.max(move.progressPercent ?? 0, (fraction ?? 0) * 100);
  const isKnown = fraction !== null || move.progressPercent !== null;
  const progressPercent = isKnown ? Math.min(MAX_RUNNING_PERCENT, share) : null;
  const isStalled = stall.stalledMs > 0 && stall.action !== 'none';
  const since = new Date(ctx.clock.now().getTime() - stall.stalledMs);
  const stalled = isStalled
    ? { stalledAt: move.stalledAt ?? since, stallAction: stall.action }
    : watch.completionForcedBy || watch.abortFor
      ? {} // the action for the stall is in progress
      : { stalledAt: null };
  return changeMove(ctx.db, move, { progress: { ...progress }, progressPercent, watch, ...stalled });
}

/**
 * Adds a point to the curve when one is due. A full curve loses every second point, and then grows half as fast. A
 * reading without bytes and rates is no point.
 */
async function withTrack(
  ctx: Context,
  move: MoveRow,
  progress: MigrationProgress,
  memory: WatchMemory,
): Promise<WatchMemory> {
  const { bytesRemaining, bytesProcessed, bandwidthMiBps, dirtyMiBps } = progress;
  if ([bytesRemaining, bytesProcessed, bandwidthMiBps, dirtyMiBps].every((each) => each === null))
    return memory;
  const at = ctx.clock.now();
  const track = memory.track ?? { at: Number.NEGATIVE_INFINITY, everyMs: TRACK_EVERY_MS, rows: 0 };
  if (Math.abs(at.getTime() - track.at) < track.everyMs) return memory;
  const { elapsedMs, round, throttlePercent } = progress;
  await addTrackRow(ctx.db, {
    moveId: move.id,
    at,
    elapsedMs,
    round,
    bandwidthMiBps,
    dirtyMiBps,
    throttlePercent,
    bytesRemaining: wholeBytes(bytesRemaining),
    bytesProcessed: wholeBytes(bytesProcessed),
  });
  const isFull = track.rows + 1 >= MAX_TRACK_ROWS;
  const rows = isFull ? await thinTrack(ctx.db, move.id) : track.rows + 1;
  return { ...memory, track: { at: at.getTime(), everyMs: track.everyMs * (isFull ? 2 : 1), rows } };
}

const wholeBytes = (bytes: number | null): bigint | null =>
  bytes === null ? null : BigInt(Math.round(bytes));

/**
 * There is no job and no memory of one. If it was never seen to run, its order may still be in transit: wait, unless
 * the VM has arrived.
 */
async function hasSettled(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<boolean> {
  if (move.progress !== null) return true;
  const memory = withTimePassed(memoryOf(move), ctx.clock.now(), 'waitedMs');
  if (memory.waitedMs >= SETTLE_MS) return true;
  const { source, destination } = await locate(driver, move);
  if (judgePlacement(source, destination, false) === 'done') return true;
  await changeMove(ctx.db, move, { watch: memory });
  return false;
}

function endOf(report: Exclude<MigrationReport, { phase: 'running' }>) {
  if (report.phase === 'failed') {
    const { code, scope, message, facts } = report;
    return { code, scope, message, facts };
  }
  if (report.phase === 'none' || report.statistics === null) return {};
  const { elapsedMs, downtimeMs, bytesProcessed, rounds } = report.statistics;
  return {
    durationMs: elapsedMs,
    downtimeMs,
    bytes: wholeBytes(bytesProcessed),
    rounds,
    statistics: { ...report.statistics },
  };
}

/** A host does not answer, so it is unknown where the VM runs: it stays locked until both hosts have been read. */
export async function becomeUnknown(ctx: Context, move: MoveRow, error: DriverError): Promise<void> {
  await changeMoveState(ctx.db, move, 'unknown', {
    code: error.code,
    scope: error.scope,
    message: error.message,
    facts: error.facts,
  });
}
