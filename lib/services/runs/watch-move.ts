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

/** No migration is left alone for longer than this: the higher of ten minutes and six times the prediction. */
const timeLimitMs = (move: MoveRow): number => Math.max(600, 6 * move.predictedSeconds) * 1000;

/** The share done that is shown: it never runs backwards and reaches 100 only when the VM was seen at its destination. */
const MAX_RUNNING_PERCENT = 99;

/** An order that a dying worker sent may still be on its way for this long: only then it counts as never sent. */
const SETTLE_MS = 30_000;

/** The curve of a move has a point a second, and fewer once it has this many. */
const TRACK_EVERY_MS = 1000;
const MAX_TRACK_ROWS = 600;

/** How a migration is to be watched. */
export interface WatchOptions {
  isCancelled: boolean;
  stallSeconds: number;
}

/**
 * Looks at a running migration: writes its progress, has it aborted or forced to complete when it was cancelled, takes too long
 * or does not get nearer to its end, and hands it on to be verified once the job has ended, however it ended.
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
    // anything else: look again at the next tick
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

  // why it is aborted is written before it is: whoever finds it aborted knows by then
  if (!(await writeProgress(ctx, move, progress, await withTrack(ctx, move, progress, memory), stall)))
    return;
  if (memory.completionForcedBy === 'post-copy') return; // its memory is on both hosts: aborted it would be lost
  if (isCancelled || memory.abortFor) return driver.cancelMigration(migrationRef(move));
  if (stall.action === 'quick' || stall.action === 'post-copy')
    await forceCompletion(ctx, driver, move, memory, stall.action);
}

/** Ordered first and remembered after: ordered a second time it does no harm, forgotten it would never end. */
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
      ? {} // what was done about it is still being done
      : { stalledAt: null };
  return changeMove(ctx.db, move, { progress: { ...progress }, progressPercent, watch, ...stalled });
}

/**
 * Adds a point to the curve when one is due; a curve that is full loses every second one, and grows half as fast. A reading
 * without bytes and rates is no point.
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

/** No job and no memory of one. If it was never seen to run, its order may still be on its way: wait, unless it has arrived. */
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

/** A host does not answer, so nobody knows where the VM runs: it stays locked until both hosts have been read. */
export async function becomeUnknown(ctx: Context, move: MoveRow, error: DriverError): Promise<void> {
  await changeMoveState(ctx.db, move, 'unknown', {
    code: error.code,
    scope: error.scope,
    message: error.message,
    facts: error.facts,
  });
}
