import { enqueue } from '../db/queue.ts';
import { dropOld } from '../services/retention/drop-old.ts';
import type { KeepSamples } from '../services/retention/keep-samples.ts';
import type { WorkerContext } from './worker-context.ts';

export const RETAIN_EVERY_SECONDS = 21_600;

/** Deletes old data, and schedules its next run. */
export async function retainTask(
  { ctx, log }: WorkerContext,
  input: { auditDays: number; keep: KeepSamples },
): Promise<void> {
  const { partitions, ...counts } = await dropOld({ ctx, input });
  if (partitions.length > 0 || Object.values(counts).some((count) => count > 0))
    log.info({ dropped: partitions, ...counts }, 'dropped what is old');
  await enqueue(ctx.db, 'retain', null, {
    inSeconds: RETAIN_EVERY_SECONDS,
    mode: 'preserve_run_at',
  });
}
