import type { Database } from '../../../lib/db/client.ts';
import { verifyAudit } from '../../../lib/services/audit/verify-audit.ts';
import type { Context } from '../../../lib/services/context.ts';
import type { AttackCounts } from './attacker.ts';

/** Compares what should have been stored during an attack with what was stored: a line for each difference. */
export async function findLost(
  { db, ctx }: { db: Database; ctx: Context },
  counts: AttackCounts,
  before: { sessions: number },
): Promise<string[]> {
  const { _sum } = await db.refusedSignIn.aggregate({ _sum: { times: true } });
  const [sessions, starts, runs, finishes, moves, done] = await Promise.all([
    db.session.count(),
    db.auditEntry.count({ where: { action: 'session.start' } }),
    db.run.count(),
    db.auditEntry.count({ where: { action: 'run.finish' } }),
    db.move.count(),
    db.move.count({ where: { state: 'done' } }),
  ]);
  const { faults } = await verifyAudit({ ctx, input: {} });
  const expected: [string, number, number][] = [
    ['refused sign-ins', counts.refused, _sum.times ?? 0],
    ['sessions', counts.entered + before.sessions, sessions],
    ['their audit entries', counts.entered + before.sessions, starts],
    ['audit entries of ended jobs', runs, finishes],
    ['moves done', moves, done],
    ['seals that do not hold', 0, faults.length],
  ];
  return expected
    .filter(([, wanted, found]) => wanted !== found)
    .map(([what, wanted, found]) => `${what}: ${found} instead of ${wanted}`);
}
