import { assertAllowed } from '../../model/actor.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import type { HostMode } from '../../model/host.ts';
import { Plan, type PlanKind } from '../../model/plan.ts';
import { Policy } from '../../model/policy.ts';
import type { MigrationProgress } from '../../model/ports.ts';
import type { MoveState, RunState } from '../../model/run.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Context } from '../context.ts';
import { clusterNow } from '../inventory/cluster-now.ts';
import { isId } from '../inventory/is-id.ts';
import { moveLeftMs, runLeftMs } from '../inventory/time-left.ts';
import { compareHosts, type HostChange } from '../plans/compare-hosts.ts';
import { groupRejections, type RejectionGroup } from '../plans/group-rejections.ts';
import { subjectOf } from './read-jobs.ts';

export interface JobMove {
  id: string;
  vmId: string | null;
  vm: string;
  wave: number;
  from: string;
  to: string;
  kind: MoveKind;
  memoryMiB: number;
  state: MoveState;
  code: string | null;
  facts: Facts;
  /** What the hypervisor said, as it said it. */
  message: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  percent: number | null;
  round: number | null;
  leftMs: number | null;
  tookMs: number | null;
  pauseMs: number | null;
  copiedBytes: number | null;
  predictedMs: number;
  predictedPauseMs: number;
}

export interface JobPage {
  id: string;
  number: number;
  kind: PlanKind;
  state: RunState;
  subject: string;
  cluster: { id: string; name: string };
  host: { id: string; name: string; mode: HostMode } | null; // that it empties, if it is still there
  requestedBy: string;
  note: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
  cancelRequestedBy: string | null;
  now: Date; // of its cluster
  leftMs: number | null;
  predictedMs: number; // the waves in turn
  moves: JobMove[];
  policy: Policy;
  hosts: HostChange[]; // when it was planned, and once all its moves are done; the emptied host last
  /** VMs that its plan could not move, of an evacuation. */
  staying: RejectionGroup[];
  suggestion: { id: string; number: number } | null;
}

/** A job with every move of it. Throws `run-not-found`. */
export async function readJob({ ctx, input }: { ctx: Context; input: { runId: string } }): Promise<JobPage> {
  assertAllowed(ctx.actor, 'read');
  const run = await findRun(ctx, input.runId);
  const host = run.hostId
    ? await ctx.db.host.findUnique({
        where: { id: run.hostId },
        select: { id: true, name: true, mode: true },
      })
    : null;
  const { plan } = run;
  const now = clusterNow(run.cluster, ctx.clock.now());
  const snapshot = Snapshot.parse(plan.snapshot);
  const changes = compareHosts(
    snapshot,
    run.moves.map((move) => ({ ...move, vmId: move.vmId ?? '' })),
  );
  const isEmptied = (change: HostChange): boolean => change.hostId === run.hostId;
  const moved = new Set(run.moves.map((move) => move.vmId));
  const staying = Plan.shape.rejections
    .parse(plan.rejections)
    .filter((each) => each.vmId !== undefined && !moved.has(each.vmId));
  const isActive = run.state === 'waiting' || run.state === 'running';
  return {
    ...{ id: run.id, number: run.number, kind: run.kind, state: run.state },
    subject: subjectOf(run, new Map(snapshot.hosts.map((each) => [each.id, each.name ?? each.id]))),
    cluster: { id: run.clusterId, name: run.cluster.name },
    host,
    ...{ requestedBy: run.requestedBy, note: run.note, createdAt: run.createdAt },
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt },
    ...{ cancelRequestedAt: run.cancelRequestedAt, cancelRequestedBy: run.cancelRequestedBy },
    now,
    leftMs: isActive ? runLeftMs(run.moves, now) : null,
    predictedMs: predictedMs(run.moves),
    moves: run.moves.map((move) => viewMove(move, now)),
    policy: Policy.parse(plan.policy),
    hosts: [...changes.filter((each) => !isEmptied(each)), ...changes.filter(isEmptied)],
    staying: run.kind === 'evacuate' ? groupRejections(staying, snapshot) : [],
    suggestion: plan.kind === 'balance' ? (plan.parent ?? { id: plan.id, number: plan.number }) : null,
  };
}

type StoredMove = Awaited<ReturnType<typeof findRun>>['moves'][number];

function viewMove(move: StoredMove, now: Date): JobMove {
  const progress = move.progress as MigrationProgress | null;
  return {
    ...{ id: move.id, vmId: move.vmId, vm: move.vmName, wave: move.wave, kind: move.kind },
    ...{ from: move.fromHostName, to: move.toHostName, memoryMiB: move.memoryMiB, state: move.state },
    ...{ code: move.code, facts: (move.facts ?? {}) as Facts, message: move.message },
    ...{ startedAt: move.startedAt, finishedAt: move.finishedAt, percent: move.progressPercent },
    round: progress?.round ?? move.rounds,
    leftMs: moveLeftMs(move, now),
    tookMs: tookMs(move, now),
    pauseMs: move.downtimeMs,
    copiedBytes: move.bytes === null ? (progress?.bytesProcessed ?? null) : Number(move.bytes),
    predictedMs: move.predictedSeconds * 1000,
    predictedPauseMs: move.predictedDowntimeMs,
  };
}

function tookMs(move: StoredMove, now: Date): number | null {
  if (move.durationMs !== null) return move.durationMs;
  return move.startedAt ? (move.finishedAt ?? now).getTime() - move.startedAt.getTime() : null;
}

function predictedMs(moves: { wave: number; predictedSeconds: number }[]): number {
  const waves = Map.groupBy(moves, (move) => move.wave);
  return [...waves.values()].reduce(
    (sum, wave) => sum + 1000 * Math.max(...wave.map((move) => move.predictedSeconds)),
    0,
  );
}

async function findRun(ctx: Context, runId: string) {
  const notFound = new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  if (!isId(runId)) throw notFound;
  const run = await ctx.db.run.findUnique({
    where: { id: runId },
    include: {
      cluster: { select: { name: true, livedUntil: true, liveUntil: true } },
      moves: { orderBy: { sequence: 'asc' } },
      plan: { include: { parent: { select: { id: true, number: true } } } },
    },
  });
  if (!run) throw notFound;
  return run;
}
