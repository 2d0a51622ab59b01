import type { Facts } from '../model/errors.ts';
import { openTestStates, type ReadinessReport } from '../model/readiness.ts';
import type { Database, Transaction } from './client.ts';
import { enqueue } from './queue.ts';
import { toJson } from './to-json.ts';

/** Asks for a check of a cluster's readiness, and wakes a worker. The last report stays until there is a new one. */
export async function requestReadiness(
  tx: Transaction,
  { clusterId, requestedBy, now }: { clusterId: string; requestedBy: string; now: Date },
): Promise<void> {
  const asked = { requestedAt: now, requestedBy, startedAt: null, endedAt: null };
  await tx.readiness.upsert({ where: { clusterId }, create: { clusterId, ...asked }, update: asked });
  await enqueue(tx, 'check-readiness', clusterId);
}

/** The request that no worker has finished; null: there is none. */
export const findRequest = (db: Database, clusterId: string) =>
  db.readiness.findFirst({ where: { clusterId, endedAt: null }, select: { requestedAt: true } });

/** A worker begins with a request. */
export async function startCheck(db: Database, clusterId: string, now: Date): Promise<void> {
  await db.readiness.updateMany({ where: { clusterId, endedAt: null }, data: { startedAt: now } });
}

type Outcome = { report: ReadinessReport } | { code: string; facts: Facts };

/** Stores the outcome of a check. If it was asked for again meanwhile, that request stays open. */
export async function endCheck(
  db: Database,
  { clusterId, requestedAt, now }: { clusterId: string; requestedAt: Date; now: Date },
  outcome: Outcome,
): Promise<void> {
  const data =
    'report' in outcome
      ? { reportedAt: now, code: null, ...toJson('readiness', { report: outcome.report, facts: null }) }
      : { code: outcome.code, ...toJson('readiness', { facts: outcome.facts }) };
  await db.$transaction([
    db.readiness.updateMany({ where: { clusterId }, data }),
    db.readiness.updateMany({ where: { clusterId, requestedAt }, data: { endedAt: now } }),
  ]);
}

/** The test migration of a cluster that has not ended; null: there is none. */
export const findOpenTest = (db: Database | Transaction, clusterId: string) =>
  db.testMigration.findFirst({ where: { clusterId, state: { in: [...openTestStates] } } });

/** The clusters in which a check or a test migration is to be carried on. */
export async function clustersToCheck(db: Database): Promise<string[]> {
  const [requests, tests] = await Promise.all([
    db.readiness.findMany({ where: { endedAt: null }, select: { clusterId: true } }),
    db.testMigration.findMany({ where: { finishedAt: null }, select: { clusterId: true } }),
  ]);
  return [...new Set([...requests, ...tests].map(({ clusterId }) => clusterId))];
}
