import { assertAllowed } from '../../model/actor.ts';
import { presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { isId } from '../../model/is-id.ts';
import type { PlanKind } from '../../model/plan.ts';
import { finishedRunStates, type RunState, troubledRunStates, unfinishedRunStates } from '../../model/run.ts';
import { runPercent, timedMoveColumns } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import { subjectOf } from '../shared/run-subject.ts';
import { type QueueView, queueLeftMs, readQueue } from './read-queue.ts';

export const jobShows = ['all', 'active', 'ended', 'troubled'] as const;
export type JobShow = (typeof jobShows)[number];

export interface JobFilter {
  show: JobShow; // troubled: failed or done in part only
  kind: PlanKind | null;
  clusterId: string | null;
  page: number; // from 1
}

export interface JobRow {
  id: string;
  number: number;
  kind: PlanKind;
  state: RunState;
  isCancelling: boolean;
  isPaused: boolean;
  subject: string; // see subjectOf
  cluster: string;
  requestedBy: string;
  note: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  tookMs: number | null; // while it runs: so far
  leftMs: number | null; // while it is active and not paused
  percent: number | null;
  done: number;
  failed: number;
  skipped: number;
  waiting: number; // moves in the queue
  moves: number;
}

export interface Jobs {
  rows: JobRow[];
  counts: Record<JobShow, number>; // under the other filters
  page: number;
  pages: number;
  clusters: { id: string; name: string }[];
}

const PAGE_ROWS = 50;

const statesOf: Record<JobShow, RunState[] | undefined> = {
  all: undefined,
  active: unfinishedRunStates,
  ended: finishedRunStates,
  troubled: [...troubledRunStates],
};

/** The jobs that match a filter, those in progress first, then the newest; one page of them. */
export async function readJobs({ ctx, input }: { ctx: Context; input: JobFilter }): Promise<Jobs> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const where = {
    ...(input.kind ? { kind: input.kind } : {}),
    ...(input.clusterId && isId(input.clusterId) ? { clusterId: input.clusterId } : {}),
  };
  const states = statesOf[input.show];
  const [byState, clusters] = await Promise.all([
    ctx.db.run.groupBy({ by: ['state'], where, _count: true }),
    ctx.db.cluster.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true } }),
  ]);
  const count = (wanted: RunState[] | undefined): number =>
    byState.reduce((sum, row) => sum + (!wanted || wanted.includes(row.state) ? row._count : 0), 0);
  const pages = Math.max(1, Math.ceil(count(states) / PAGE_ROWS));
  const page = Math.min(Math.max(1, input.page), pages);
  const runs = await ctx.db.run.findMany({
    where: { ...where, ...(states ? { state: { in: states } } : {}) },
    orderBy: [{ finishedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }],
    skip: (page - 1) * PAGE_ROWS,
    take: PAGE_ROWS,
    select: rowColumns,
  });
  const queue = await readQueue(
    ctx,
    runs.filter(isActiveRun).map((run) => run.clusterId),
  );
  return {
    rows: runs.map((run) => viewJob(run, queue, now)),
    counts: {
      all: count(statesOf.all),
      active: count(statesOf.active),
      ended: count(statesOf.ended),
      troubled: count(statesOf.troubled),
    },
    page,
    pages,
    clusters,
  };
}

const rowColumns = {
  id: true,
  clusterId: true,
  number: true,
  kind: true,
  state: true,
  hosts: { select: { name: true } },
  requestedBy: true,
  note: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  cancelRequestedAt: true,
  pausedAt: true,
  cluster: { select: { name: true, ...presentColumns } },
  moves: {
    orderBy: { sequence: 'asc' },
    select: { ...timedMoveColumns, id: true, vmName: true, reason: true },
  },
} as const;

type StoredRun = Awaited<ReturnType<typeof findOne>>;
const findOne = (ctx: Context) => ctx.db.run.findFirstOrThrow({ select: rowColumns });

const isActiveRun = ({ state }: { state: RunState }): boolean => state === 'waiting' || state === 'running';

function viewJob(run: StoredRun, queue: QueueView, now: Date): JobRow {
  const { moves } = run;
  const isActive = isActiveRun(run);
  const countOf = (state: string): number => moves.filter((move) => move.state === state).length;
  // a run of a simulated past uses the clock of that past
  const until = run.finishedAt ?? (presentOf(run.cluster, now).isPast ? run.startedAt : now);
  return {
    id: run.id,
    number: run.number,
    kind: run.kind,
    state: run.state,
    note: run.note,
    isCancelling: isActive && run.cancelRequestedAt !== null,
    isPaused: isActive && run.cancelRequestedAt === null && run.pausedAt !== null,
    subject: subjectOf(run),
    cluster: run.cluster.name,
    requestedBy: run.requestedBy,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    tookMs: run.startedAt && until ? until.getTime() - run.startedAt.getTime() : null,
    leftMs: isActive && run.pausedAt === null ? queueLeftMs(moves, queue) : null,
    percent: isActive ? (runPercent(moves) ?? 0) : null,
    done: countOf('done'),
    failed: countOf('failed'),
    skipped: countOf('skipped'),
    waiting: isActive ? countOf('pending') : 0,
    moves: moves.length,
  };
}
