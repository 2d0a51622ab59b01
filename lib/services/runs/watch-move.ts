import { changeMoveState } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver, MigrationProgress, MigrationReport } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { migrationRef } from './migration-ref.ts';
import type { MoveRow } from './read-run-state.ts';

/** No migration is left alone for longer than this: the higher of ten minutes and six times the prediction. */
const timeLimitMs = (move: MoveRow): number => Math.max(600, 6 * move.predictedSeconds) * 1000;

/** The share done that is shown: it never runs backwards and reaches 100 only when the VM was seen at its destination. */
const MOST_BEFORE_DONE_PERCENT = 99;

/**
 * Looks at a migration under way: writes its progress, asks the driver to abort it when it was cancelled or takes too
 * long, and hands it on to be verified once the job has ended, however it ended.
 */
export async function watchMove(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  isCancelled: boolean,
): Promise<void> {
  const ref = migrationRef(move);
  let report: MigrationReport;
  try {
    report = await driver.readMigration(ref);
    const isLate =
      move.startedAt !== null && ctx.clock.now().getTime() - move.startedAt.getTime() > timeLimitMs(move);
    if (report.phase === 'running' && (isCancelled || isLate)) {
      await driver.cancelMigration(ref);
      if (isLate && !isCancelled)
        await ctx.db.move.update({ where: { id: move.id }, data: { code: 'timed-out' } });
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    if (error.code === 'host-unreachable') await becomeUnknown(ctx, move, error);
    return; // anything else: look again at the next tick
  }
  if (report.phase === 'running') return writeProgress(ctx, move, report.progress);
  await changeMoveState(ctx.db, move, 'verifying', endOf(report, move));
}

async function writeProgress(ctx: Context, move: MoveRow, progress: MigrationProgress): Promise<void> {
  const seen = progress.bytesProcessed + progress.bytesRemaining;
  const share = seen > 0 ? (100 * progress.bytesProcessed) / seen : 0;
  const progressPercent = Math.min(MOST_BEFORE_DONE_PERCENT, Math.max(move.progressPercent ?? 0, share));
  await ctx.db.move.updateMany({
    where: { id: move.id, state: move.state },
    data: { progress: { ...progress }, progressPercent },
  });
}

function endOf(report: Exclude<MigrationReport, { phase: 'running' }>, move: MoveRow) {
  if (report.phase === 'failed') {
    const code = move.code === 'timed-out' ? 'timed-out' : report.code;
    return { code, message: report.message, facts: report.facts };
  }
  if (report.phase === 'none' || report.statistics === null) return {};
  const { elapsedMs, downtimeMs, bytesProcessed, rounds } = report.statistics;
  return {
    durationMs: elapsedMs,
    downtimeMs,
    bytes: bytesProcessed === null ? null : BigInt(Math.round(bytesProcessed)),
    rounds,
  };
}

/** A host does not answer, so nobody knows where the VM runs: it stays locked until both hosts have been read. */
export async function becomeUnknown(ctx: Context, move: MoveRow, error: DriverError): Promise<void> {
  if (move.state === 'unknown') return;
  await changeMoveState(ctx.db, move, 'unknown', {
    code: error.code,
    message: error.message,
    facts: error.facts,
  });
}
