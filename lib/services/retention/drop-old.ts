import { retireAudit } from '../../db/audit-seals.ts';
import { dropEvaluationsBefore } from '../../db/evaluations.ts';
import { dropEventsBefore } from '../../db/events.ts';
import type { PackTier } from '../../db/packs.ts';
import { dropPacksBefore, listMeasuredDays } from '../../db/sample-partitions.ts';
import type { Context } from '../context.ts';
import { knownSince } from '../users/known-addresses.ts';
import { believedNow, KEEP_DAYS } from './believed-now.ts';
import type { KeepSamples } from './keep-samples.ts';

const DAY_MS = 86_400_000;
/** How long the log of evaluations is kept. */
const KEEP_EVALUATIONS_DAYS = 30;

/** What was deleted: partitions by name, and the number of rows of other kinds. */
export interface Dropped {
  partitions: string[];
  plans: number;
  sessions: number;
  auditEntries: number;
  events: number;
  evaluations: number;
}

/**
 * Deletes what has expired: packed samples, plans that never became a run, events, evaluations, sessions that have ended,
 * and audit entries older than `auditDays`. Migrations are kept. Irreplaceable data expires by a time that a temporarily wrong
 * clock does not change.
 */
export async function dropOld({
  ctx,
  input,
}: {
  ctx: Context;
  input: { auditDays: number; keep: KeepSamples };
}): Promise<Dropped> {
  const { db } = ctx;
  const { count: sessions } = await db.session.deleteMany({ where: { expiresAt: { lt: ctx.clock.now() } } });
  const measured = await listMeasuredDays(db);
  const partitions = await dropSamples(ctx, measured, input.keep);
  const now = believedNow(ctx.clock.now(), measured);
  if (now === null) return { partitions, plans: 0, sessions, auditEntries: 0, events: 0, evaluations: 0 };
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const { count: plans } = await db.plan.deleteMany({
    where: {
      state: { in: ['superseded', 'expired'] },
      createdAt: { lt: before(KEEP_DAYS) },
      run: null,
      parts: { none: {} },
    },
  });
  const auditEntries = await retireAudit(db, before(input.auditDays));
  await db.knownAddress.deleteMany({ where: { at: { lt: knownSince({ clock: { now: () => now } }) } } });
  const events = await dropEventsBefore(db, before(KEEP_DAYS));
  const believed = believedNow(ctx.clock.now(), measured, KEEP_EVALUATIONS_DAYS);
  const evaluations = believed
    ? await dropEvaluationsBefore(db, new Date(believed.getTime() - KEEP_EVALUATIONS_DAYS * DAY_MS))
    : 0;
  return { partitions, plans, sessions, auditEntries, events, evaluations };
}

/** Each tier of samples has a time of its own. Samples that are not packed yet never expire. */
async function dropSamples(ctx: Context, measured: readonly Date[], keep: KeepSamples): Promise<string[]> {
  const daysOf: Record<Exclude<PackTier, 'openDay'>, number> = {
    hour: keep.rawHours / 24,
    day: keep.fiveMinuteDays,
    tenDays: keep.hourDays,
  };
  const dropped: string[] = [];
  for (const tier of ['hour', 'day', 'tenDays'] as const) {
    const days = daysOf[tier];
    const now = believedNow(ctx.clock.now(), measured, Math.ceil(days));
    if (now) dropped.push(...(await dropPacksBefore(ctx.db, tier, new Date(now.getTime() - days * DAY_MS))));
  }
  return dropped;
}
