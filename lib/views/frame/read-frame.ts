import { withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { dayKey } from '../../format/time.ts';
import { assertAllowed } from '../../model/actor.ts';
import { presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { MAX_HOSTS_IN_FULL } from '../../model/full-display.ts';
import type { PlanKind, Reason } from '../../model/plan.ts';
import { isFinishedMove, troubledRunStates, unfinishedRunStates } from '../../model/run.ts';
import { runPercent, type TimedMove, timedMoveColumns } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import { type QueueView, queueLeftMs, readQueue } from '../job/read-queue.ts';
import { countVms } from '../shared/count-vms.ts';
import { hostColumns, viewHost } from '../shared/host-view.ts';
import { subjectOf } from '../shared/run-subject.ts';
import { thresholdsOf } from '../shared/thresholds.ts';
import { readStopped, type StoppedAutomation } from './read-stopped.ts';
import { asksForAttention, type FrameHost, viewFrameHost } from './view-frame-host.ts';

export interface FrameJob {
  id: string;
  kind: PlanKind;
  subject: string; // see subjectOf
  movesDone: number;
  movesAll: number;
  percent: number | null;
  remainingMs: number | null; // null: not known, or paused
  isPaused: boolean;
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
    vmCount: number;
    needsAttention: boolean; // one of its hosts does
    hosts: FrameHost[] | null; // null: they are not shown
  }[];
  suggestions: number;
  jobs: FrameJob[];
  queuedJobs: number;
  failedToday: number;
  updatedAt: Date | null;
  automation: StoppedAutomation;
}

const DAY_MS = 86_400_000;

export interface FrameInput {
  timeZone?: string; // determines the current day
  openClusterIds?: readonly string[];
  hostId?: string; // the one whose page is on screen
}

/**
 * The frame around every page: inventory, counts and jobs in progress. With many hosts it has only those of the
 * clusters that are open in the tree, and of the one that the page is about.
 */
export async function readFrame({ ctx, input = {} }: { ctx: Context; input?: FrameInput }): Promise<Frame> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const timeZone = input.timeZone ?? 'UTC';
  const [clusters, vmCounts, suggestions, runs, failed, automation] = await Promise.all([
    ctx.db.cluster.findMany({
      orderBy: { name: 'asc' },
      select: {
        id: true,
        name: true,
        driver: true,
        ...presentColumns,
        ...withPolicy,
        hosts: { orderBy: { name: 'asc' }, select: hostColumns },
      },
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
        pausedAt: true,
        hosts: { select: { name: true } },
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
    readStopped(ctx),
  ]);
  const isToday = (at: Date | null): boolean => at !== null && dayKey(at, timeZone) === dayKey(now, timeZone);
  const timed = clusters.map((cluster) => ({ ...cluster, clock: presentOf(cluster, now) }));
  const inPast = new Set(timed.filter(({ clock }) => clock.isPast).map(({ id }) => id));
  // runs of a simulated past are history before anybody could see them
  const present = runs.filter((run) => !inPast.has(run.clusterId));
  const running = present.filter((run) => run.state === 'running');
  const queue = await readQueue(
    ctx,
    running.map((run) => run.clusterId),
  );
  const isInFull = clusters.reduce((sum, { hosts }) => sum + hosts.length, 0) <= MAX_HOSTS_IN_FULL;
  return {
    clusters: timed.map((cluster) => {
      const thresholds = thresholdsOf(cluster);
      const hosts = cluster.hosts.map((host) => viewHost(host, cluster.clock, vmCounts.get(host.id) ?? 0));
      const isOpen =
        input.openClusterIds?.includes(cluster.id) || hosts.some((host) => host.id === input.hostId);
      return {
        id: cluster.id,
        name: cluster.name,
        isSimulated: descriptorOf(cluster.driver).isSimulated,
        ...thresholds,
        vmCount: hosts.reduce((sum, host) => sum + host.vmCount, 0),
        needsAttention: hosts.some((host) => asksForAttention(host, thresholds)),
        hosts: isInFull || isOpen ? hosts.map(viewFrameHost) : null,
      };
    }),
    suggestions,
    jobs: running.map((run) => viewJob(run, queue)),
    queuedJobs: present.filter((run) => run.state === 'waiting').length,
    failedToday: failed.filter((run) => isToday(run.finishedAt)).length,
    automation,
    updatedAt: newest(clusters.flatMap(({ hosts }) => hosts.map((host) => host.lastSampleAt))),
  };
}

interface StoredRun {
  id: string;
  pausedAt: Date | null;
  kind: PlanKind;
  hosts: { name: string }[];
  cluster: { name: string };
  moves: (TimedMove & { id: string; vmName: string; reason: Reason })[];
}

function viewJob(run: StoredRun, queue: QueueView): FrameJob {
  return {
    id: run.id,
    kind: run.kind,
    subject: subjectOf(run),
    movesDone: run.moves.filter((move) => isFinishedMove(move.state)).length,
    movesAll: run.moves.length,
    percent: runPercent(run.moves),
    remainingMs: run.pausedAt === null ? queueLeftMs(run.moves, queue) : null,
    isPaused: run.pausedAt !== null,
    movesActive: run.moves.filter((move) => !isFinishedMove(move.state) && move.state !== 'pending').length,
    movesWaiting: run.moves.filter((move) => move.state === 'pending').length,
  };
}

function newest(moments: (Date | null)[]): Date | null {
  return moments.reduce((latest, at) => (at && (!latest || at > latest) ? at : latest), null);
}
