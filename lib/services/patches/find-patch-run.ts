import type { Database, Transaction } from '../../db/client.ts';
import type { PatchRunRow } from '../../db/patch-runs.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';

const withHosts = { hosts: { orderBy: { sequence: 'asc' } } } as const;

/** A patch run with its hosts in their order. Throws `patch-run-not-found`, also for an id that is none. */
export async function findPatchRun(db: Database | Transaction, id: string) {
  const run = isId(id) ? await db.patchRun.findUnique({ where: { id }, include: withHosts }) : null;
  if (!run) throw new BallastError('patch-run-not-found', `there is no patch run ${id}`, { patchRunId: id });
  return run;
}

/** The run of a cluster that has not ended; null: there is none. */
export const readActivePatch = (db: Database, clusterId: string): Promise<PatchRunRow | null> =>
  db.patchRun.findFirst({ where: { clusterId, finishedAt: null }, include: withHosts });
