import { dropSpentAttempts } from '../db/attempts.ts';
import { enqueue } from '../db/queue.ts';
import { dropRefusedSignIns } from '../db/refused-sign-ins.ts';
import type { AuditSealer } from './audit-sealer.ts';
import type { WorkerContext } from './worker-context.ts';

export const TIDY_EVERY_SECONDS = 60;
const DAY_MS = 86_400_000;
/** How long refused sign-ins are kept, and how many at most (about 10 MB). */
const KEEP_REFUSED_DAYS = 90;
const MAX_REFUSED_ROWS = 50_000;

/** Each minute: seals the audit, and deletes old data that anonymous clients create. */
export async function tidyTask({ ctx }: WorkerContext, sealer: AuditSealer): Promise<void> {
  await sealer.sealEnded();
  await dropSpentAttempts(ctx.db);
  const before = new Date(ctx.clock.now().getTime() - KEEP_REFUSED_DAYS * DAY_MS);
  await dropRefusedSignIns(ctx.db, { before, most: MAX_REFUSED_ROWS });
  await enqueue(ctx.db, 'tidy', null, { inSeconds: TIDY_EVERY_SECONDS, mode: 'preserve_run_at' });
}
