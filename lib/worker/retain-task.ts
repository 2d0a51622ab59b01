import { retireAudit } from '../db/audit-seals.ts';
import { enqueue } from '../db/queue.ts';
import { dropPartitionsBefore } from '../db/samples.ts';
import { knownSince } from '../services/users/known-addresses.ts';
import type { WorkerContext } from './worker-context.ts';

const DAY_MS = 86_400_000;
/** Samples are kept for this long; plans that never became a run for as long as a person may ask about them. */
const KEEP_SAMPLES_DAYS = 14;
const KEEP_UNUSED_PLANS_DAYS = 14;
export const RETAIN_EVERY_SECONDS = 21_600;

/** Drops what is older than anyone looks back, and audit entries older than `auditDays`. Migrations are kept. */
export async function retainTask({ ctx, log }: WorkerContext, auditDays: number): Promise<void> {
  const now = ctx.clock.now();
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const dropped = await dropPartitionsBefore(ctx.db, before(KEEP_SAMPLES_DAYS));
  const plans = await ctx.db.plan.deleteMany({
    where: {
      state: { in: ['superseded', 'expired'] },
      createdAt: { lt: before(KEEP_UNUSED_PLANS_DAYS) },
      run: null,
      parts: { none: {} },
    },
  });
  const sessions = await ctx.db.session.deleteMany({ where: { expiresAt: { lt: now } } });
  const entries = await retireAudit(ctx.db, before(auditDays));
  await ctx.db.knownAddress.deleteMany({ where: { at: { lt: knownSince(ctx) } } });
  const counts = { plans: plans.count, sessions: sessions.count, auditEntries: entries };
  if (dropped.length > 0 || Object.values(counts).some((count) => count > 0))
    log.info({ dropped, ...counts }, 'dropped what is old');
  await enqueue(ctx.db, 'retain', null, {
    inSeconds: RETAIN_EVERY_SECONDS,
    mode: 'preserve_run_at',
  });
}
