import { retireAudit } from '../../db/audit-seals.ts';
import { dropEventsBefore } from '../../db/events.ts';
import { dropPartitionsBefore, listMeasuredDays } from '../../db/samples.ts';
import type { Context } from '../context.ts';
import { knownSince } from '../users/known-addresses.ts';
import { believedNow, KEEP_DAYS } from './believed-now.ts';

const DAY_MS = 86_400_000;

/** What was deleted: partitions by name, and the number of rows of other kinds. */
export interface Dropped {
  partitions: string[];
  plans: number;
  sessions: number;
  auditEntries: number;
  events: number;
}

/**
 * Deletes what has expired: samples, plans that never became a run, events, sessions that have ended, and audit
 * entries older than `auditDays`. Migrations are kept. Irreplaceable data expires by a time that a temporarily wrong
 * clock does not change.
 */
export async function dropOld({
  ctx,
  input,
}: {
  ctx: Context;
  input: { auditDays: number };
}): Promise<Dropped> {
  const { db } = ctx;
  const { count: sessions } = await db.session.deleteMany({ where: { expiresAt: { lt: ctx.clock.now() } } });
  const now = believedNow(ctx.clock.now(), await listMeasuredDays(db));
  if (now === null) return { partitions: [], plans: 0, sessions, auditEntries: 0, events: 0 };
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const partitions = await dropPartitionsBefore(db, before(KEEP_DAYS));
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
  return { partitions, plans, sessions, auditEntries, events };
}
