import type { PlanKind } from '../../model/plan.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../../services/context.ts';
import { subjectOf } from '../shared/run-subject.ts';

/** A job that a person has paused: its hosts drain, and its cluster is not balanced, until somebody decides. */
export interface PausedJob {
  kind: 'paused-job';
  key: string;
  runId: string;
  plan: PlanKind;
  subject: string; // see subjectOf
  by: string;
  since: Date;
  moves: number; // that have not begun
}

/** The oldest pause first. */
export async function readPausedJobs(ctx: Context, clusterId: { in: string[] }): Promise<PausedJob[]> {
  const runs = await ctx.db.run.findMany({
    where: {
      clusterId,
      state: { in: unfinishedRunStates },
      pausedAt: { not: null },
      cancelRequestedAt: null,
    },
    orderBy: { pausedAt: 'asc' },
    select: {
      id: true,
      kind: true,
      pausedAt: true,
      pausedBy: true,
      hosts: { select: { name: true } },
      cluster: { select: { name: true } },
      moves: { orderBy: { sequence: 'asc' }, select: { vmName: true, reason: true, state: true } },
    },
  });
  return runs.flatMap((run) =>
    run.pausedAt === null
      ? []
      : {
          kind: 'paused-job' as const,
          key: `paused-${run.id}`,
          runId: run.id,
          plan: run.kind,
          subject: subjectOf(run),
          by: run.pausedBy ?? '-',
          since: run.pausedAt,
          moves: run.moves.filter(({ state }) => state === 'pending').length,
        },
  );
}
