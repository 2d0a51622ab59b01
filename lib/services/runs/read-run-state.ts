import type { Database } from '../../db/client.ts';
import { BallastError } from '../../model/errors.ts';
import { unfinishedRunStates } from '../../model/run.ts';

/** The runs of a cluster that have not ended, the oldest first, each with its moves in order and the hosts that it empties. */
export async function readActiveRuns(db: Database, clusterId: string) {
  return db.run.findMany({
    where: { clusterId, state: { in: unfinishedRunStates } },
    orderBy: { number: 'asc' }, // not by their times: a clock may have been set back
    include: {
      moves: { orderBy: { sequence: 'asc' } },
      hosts: { orderBy: { hostId: 'asc' } },
      steps: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
    },
  });
}

export type RunRow = Awaited<ReturnType<typeof readActiveRuns>>[number];
export type MoveRow = RunRow['moves'][number];

/** The cluster and the state of a run. Throws `run-not-found`. */
export async function readRunState(db: Database, runId: string) {
  const run = await db.run.findUnique({ where: { id: runId }, select: { clusterId: true, state: true } });
  if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  return run;
}
