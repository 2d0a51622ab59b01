import type { Database } from '../../db/client.ts';
import { BallastError } from '../../model/errors.ts';

/** A run with its moves in their order. Throws `run-not-found`. */
export async function readRunState(db: Database, runId: string) {
  const run = await db.run.findUnique({
    where: { id: runId },
    include: { moves: { orderBy: { sequence: 'asc' } } },
  });
  if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  return run;
}

export type RunRow = Awaited<ReturnType<typeof readRunState>>;
export type MoveRow = RunRow['moves'][number];
