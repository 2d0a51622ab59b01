import { withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { dayKey } from '../../format/time.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import type { PlanKind, Reason } from '../../model/plan.ts';
import { isFinishedMove, troubledRunStates, unfinishedRunStates } from '../../model/run.ts';
import { runPercent, type TimedMove, timedMoveColumns } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import { type QueueView, queueLeftMs, readQueue } from '../job/read-queue.ts';
import { countVms } from '../shared/count-vms.ts';
import { type HostView, viewHost } from '../shared/host-view.ts';
import { subjectOf } from '../shared/run-subject.ts';
import { thresholdsOf } from '../shared/thresholds.ts';

export interface FrameJob {
  id: string;
  kind: PlanKind;
  subject: string; // see subjectOf
  movesDone: number;
  movesAll: number;
  percent: number | null;
  remainingMs: number | null;
  movesActive: number;
  movesWaiting: number; // in the queue of their cluster
}

export interface Frame {
  clusters: {
    id: string;
    name: string;
    isSimulated: boolean; // no real VM moves there
    cpuThresholdPercent: number;
    memoryThresholdPercent: number;
    hosts: HostView[];
  }[];
  suggestions: number;
  jobs: FrameJob[];
  queuedJobs: number;
  failedToday: number;
  updatedAt: Date | null;
}

const DAY_MS = 86_400_000;

/** The frame around every page: inventory, counts and jobs in progress. `timeZone` determines the current day. */
export async function readFrame({
  ctx,
  input = {},
}: {
  ctx: Context;
  input?: { timeZone?: string };
}): Promise<Frame> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const timeZone = input.timeZone ?? 'UTC';
  const [clusters, vmCounts, suggestions, runs, failed] = await Promise.all([
    ctx.db.cluster.findMany({
      orderBy: { name: 'asc' },
      include: { ...withPolicy, hosts: { orderBy: { name: 'asc' } } },
    }),
    countVms(ctx.db),
    ctx.db.plan.count({
      where: { state: 'suggested', OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    }),
    ctx.db.run.findMany({
      where: { state: { in: unfinishedRunStates } },
      orderBy: { createdAt: 'asc' },
      select: {
        id: true,
        clusterId: true,
        kind: true,
        state: true,
        hostId: true,
        cluster: { select: { name: true } },
        moves: {
          orderBy: { sequence: 'asc' },
          select: { ...timedMoveColumns, id: true, vmName: true, reason: true },
        },
      },
    }),
    ctx.db.run.findMany({
      where: {
        state: { in: [...troubledRunStates] },
        createdAt: { gt: new Date(now.getTime() - 2 * DAY_MS) },
      },
      select: { finishedAt: true },
    }),
  ]);
  const hostNames = new Map(clusters.flatMap(({ hosts }) => hosts.map((host) => [host.id, host.name])));
  const isToday = (at: Date | null): boolean => at !== null && dayKey(at, timeZone) === dayKey(now, timeZone);
  const timed = clusters.map((cluster) => ({ ...cluster, clock: clockOf(cluster, now) }));
  const inPast = new Set(timed.filter(({ clock }) => clock.isPast).map(({ id }) => id));
  // runs of a simulated past are history before anybody could see them
  const present = runs.filter((run) => !inPast.has(run.clusterId));
  const running = present.filter((run) => run.state === 'running');
  const queue = await readQueue(
    ctx,
    running.map((run) => run.clusterId),
  );
  return {
    clusters: timed.map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      isSimulated: descriptorOf(cluster.driver).isSimulated,
      ...thresholdsOf(cluster),
      hosts: cluster.hosts.map((host) => viewHost(host, cluster.clock, vmCounts.get(host.id) ?? 0)),
    })),
    suggestions,
    jobs: running.map((run) => viewJob(run, hostNames, queue)),
    queuedJobs: present.filter((run) => run.state === 'waiting').length,
    failedToday: failed.filter((run) => isToday(run.finishedAt)).length,
    updatedAt: newest(clusters.flatMap(({ hosts }) => hosts.map((host) => host.lastSampleAt))),
  };
}

interface StoredRun {
  id: string;
  kind: PlanKind;
  hostId: string | null;
  cluster: { name: string };
  moves: (TimedMove & { id: string; vmName: string; reason: Reason })[];
}

function viewJob(run: StoredRun, hostNames: Map<string, string>, queue: QueueView): FrameJob {
  return {
    id: run.id,
    kind: run.kind,
    subject: subjectOf(run, hostNames),
    movesDone: run.moves.filter((move) => isFinishedMove(move.state)).length,
    movesAll: run.moves.length,
    percent: runPercent(run.moves),
    remainingMs: queueLeftMs(run.moves, queue),
    movesActive: run.moves.filter((move) => !isFinishedMove(move.state) && move.state !== 'pending').length,
    movesWaiting: run.moves.filter((move) => move.state === 'pending').length,
  };
}

function newest(moments: (Date | null)[]): Date | null {
  return moments.reduce((latest, at) => (at && (!latest || at > latest) ? at : latest), null);
}
