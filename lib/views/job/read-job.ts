import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { freeMemoryMiB } from '../../engine/forecast/forecast-run.ts';
import { assertAllowed } from '../../model/actor.ts';
import { byClock, type ClusterClock, clockColumns, clockOf } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { HostMode } from '../../model/host.ts';
import { isId } from '../../model/is-id.ts';
import type { PlanKind } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import { isFinishedMove, type MoveBack, type RunState } from '../../model/run.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { StepView } from '../../model/step-view.ts';
import { foresee } from '../../precopy/foresee.ts';
import type { SlotLimits } from '../../precopy/move-slots.ts';
import { Queue } from '../../precopy/queue.ts';
import { OVERHEAD_SECONDS } from '../../precopy/run.ts';
import type { Context } from '../../services/context.ts';
import { compareHosts, type HostChange } from '../shared/compare-hosts.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { subjectOf } from '../shared/run-subject.ts';
import { viewStep } from '../shared/step-view.ts';
import { queueLeftMs, readQueue } from './read-queue.ts';
import { type JobMove, viewMove } from './view-move.ts';

export type { JobMove } from './view-move.ts';

export interface JobPage {
  id: string;
  number: number;
  kind: PlanKind;
  state: RunState;
  subject: string;
  cluster: { id: string; name: string };
  /** The hosts to empty that still exist, with the VMs that are on them now. */
  emptied: { id: string; name: string; mode: HostMode; vmCount: number }[];
  requestedBy: string;
  note: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
  cancelRequestedBy: string | null;
  pausedAt: Date | null; // since when nothing new of it begins; null: it is not paused
  pausedBy: string | null;
  moveBack: MoveBack | null; // what becomes of the VMs that it has moved; null: they stay
  now: Date; // of its cluster
  leftMs: number | null; // by the clock, as `predictedMs`; null: it has ended, or is paused, or not known
  predictedMs: number; // each place refilled as it gets free
  /** How many seconds of its migrations pass in one second of the clock: 1 except on a simulator with a speed. */
  migrationSpeed: number;
  moves: JobMove[];
  steps: StepView[]; // VMs that it shuts down, saves or starts
  policy: Policy;
  hosts: HostChange[]; // when it was planned, and after all its moves except those that failed; the emptied hosts last
  /** VMs that the plan of an evacuation could not move. */
  staying: RejectionGroup[];
  suggestion: { id: string; number: number } | null;
  undoOf: { id: string; number: number } | null; // the job that this one takes back
  undoneBy: { id: string; number: number; state: RunState } | null; // the newest job that undoes this one
}

/** A job with every move of it. Throws `run-not-found`. */
export async function readJob({ ctx, input }: { ctx: Context; input: { runId: string } }): Promise<JobPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const run = await findRun(ctx, input.runId);
  assertAllowed(ctx.actor, 'read', { clusterId: run.clusterId });
  const isEmptied = new Set(run.hosts.map(({ hostId }) => hostId));
  const hosts = await ctx.db.host.findMany({
    where: { id: { in: [...isEmptied] } },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      mode: true,
      _count: { select: { vms: { where: { missingSince: null } } } },
    },
  });
  const { plan } = run;
  const clock = clockOf(run.cluster, ctx.clock.now());
  const { snapshot } = plan;
  const changes = compareHosts(
    snapshot,
    run.moves
      .filter((move) => move.state === 'done' || !isFinishedMove(move.state)) // others change nothing any more
      .flatMap(({ vmId, fromHostId, toHostId }) => (vmId === null ? [] : { vmId, fromHostId, toHostId })),
  );
  const isLast = (change: HostChange): boolean => isEmptied.has(change.hostId);
  const moved = new Set(run.moves.map((move) => move.vmId));
  const staying = plan.rejections.filter((each) => each.vmId !== undefined && !moved.has(each.vmId));
  const isActive = run.state === 'waiting' || run.state === 'running';
  const limits = clusterPolicy(run.cluster).values;
  const queue = await readQueue(ctx, isActive ? [run.clusterId] : []);
  return {
    id: run.id,
    number: run.number,
    kind: run.kind,
    state: run.state,
    subject: subjectOf(run),
    cluster: { id: run.clusterId, name: run.cluster.name },
    emptied: hosts.map(({ _count, ...host }) => ({ ...host, vmCount: _count.vms })),
    requestedBy: run.requestedBy,
    note: run.note,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    cancelRequestedAt: run.cancelRequestedAt,
    cancelRequestedBy: run.cancelRequestedBy,
    pausedAt: isActive ? run.pausedAt : null,
    pausedBy: run.pausedBy,
    moveBack: run.moveBack,
    now: clock.now,
    leftMs: isActive && run.pausedAt === null ? queueLeftMs(run.moves, queue) : null,
    predictedMs: predictedMs(run, limits, snapshot, clock),
    migrationSpeed: clock.migrationSpeed,
    moves: run.moves.map((move) => viewMove(move, { clock, queued: queue.get(move.id) })),
    steps: run.steps.map(viewStep),
    policy: plan.policy,
    hosts: [...changes.filter((each) => !isLast(each)), ...changes.filter(isLast)],
    staying: run.kind === 'evacuate' ? groupRejections(staying, snapshot) : [],
    suggestion: plan.kind === 'balance' ? (plan.parent ?? { id: plan.id, number: plan.number }) : null,
    ...(await readUndoLinks(ctx, run.id, plan.undoOfRunId)),
  };
}

async function readUndoLinks(
  ctx: Context,
  runId: string,
  undoOfRunId: string | null,
): Promise<Pick<JobPage, 'undoOf' | 'undoneBy'>> {
  const [undoOf, undoneBy] = await Promise.all([
    undoOfRunId
      ? ctx.db.run.findUnique({ where: { id: undoOfRunId }, select: { id: true, number: true } })
      : null,
    ctx.db.run.findFirst({
      where: { plan: { undoOfRunId: runId } },
      orderBy: { createdAt: 'desc' },
      select: { id: true, number: true, state: true },
    }),
  ]);
  return { undoOf, undoneBy };
}

/** The forecast duration of the run at its approval, by the clock: alone, on the cluster as it was planned for. */
function predictedMs(
  { moves, cluster }: Awaited<ReturnType<typeof findRun>>,
  limits: SlotLimits,
  snapshot: Snapshot,
  clock: ClusterClock,
): number {
  const freeMiB = freeMemoryMiB(snapshot);
  const queue = new Queue({
    limits,
    hosts: cluster.hosts.map((host) => ({ ...host, freeMiB: freeMiB.get(host.id) })),
    waiting: moves.map((move) => ({ ...move, memoryMiB: move.kind === 'offline' ? 0 : move.memoryMiB })),
  });
  const foreseen = foresee(queue, (move) => (move.predictedSeconds + OVERHEAD_SECONDS) * 1000);
  return byClock(Math.max(0, ...[...foreseen.values()].map(({ endsInMs }) => endsInMs ?? 0)), clock);
}

async function findRun(ctx: Context, runId: string) {
  const notFound = new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  if (!isId(runId)) throw notFound;
  const run = await ctx.db.run.findUnique({
    where: { id: runId },
    include: {
      cluster: {
        select: {
          ...clockColumns,
          ...withPolicy,
          name: true,
          hosts: { select: { id: true, migrationNetwork: true } },
        },
      },
      moves: { orderBy: { sequence: 'asc' } },
      hosts: true,
      steps: { orderBy: [{ createdAt: 'asc' }, { vmName: 'asc' }] },
      plan: { include: { parent: { select: { id: true, number: true } } } },
    },
  });
  if (!run) throw notFound;
  return run;
}
