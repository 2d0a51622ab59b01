import { type PolicyOwner, withPolicy } from '../../db/policies.ts';
import { dayKey } from '../../format/time.ts';
import { assertAllowed } from '../../model/actor.ts';
import { isLivingPast } from '../../model/cluster-now.ts';
import type { PlanKind } from '../../model/plan.ts';
import type { DriverKind } from '../../model/ports.ts';
import { isFinishedMove } from '../../model/run.ts';
import { runPercent, type TimedMove, timedMoveColumns } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import { countVms } from '../shared/count-vms.ts';
import { type HostView, viewHost } from '../shared/host-view.ts';
import { type HastenedCluster, runLeftByClock, speedColumns } from '../shared/migration-speed.ts';
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
    driver: DriverKind;
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

/** What stands around every page: inventory, counts and jobs under way. `timeZone` says which day is today. */
export async function readFrame({
  ctx,
  input = {},
}: {
  ctx: Context;
  input?: { timeZone?: string };
}): Promise<Frame> {
  assertAllowed(ctx.actor, 'read');
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
      where: { state: { in: ['waiting', 'running'] } },
      orderBy: { createdAt: 'asc' },
      select: {
        id: true,
        kind: true,
        state: true,
        hostId: true,
        cluster: {
          select: {
            ...{ name: true, livedUntil: true, liveUntil: true, ...withPolicy },
            ...speedColumns,
          },
        },
        moves: { orderBy: { sequence: 'asc' }, select: { ...timedMoveColumns, vmName: true, reason: true } },
      },
    }),
    ctx.db.run.findMany({
      where: { state: { in: ['partly', 'failed'] }, createdAt: { gt: new Date(now.getTime() - 2 * DAY_MS) } },
      select: { finishedAt: true },
    }),
  ]);
  const hostNames = new Map(clusters.flatMap(({ hosts }) => hosts.map((host) => [host.id, host.name])));
  const isToday = (at: Date | null): boolean => at !== null && dayKey(at, timeZone) === dayKey(now, timeZone);
  // runs of a simulated past are history before anybody could look at them
  const present = runs.filter((run) => !isLivingPast(run.cluster));
  return {
    clusters: clusters.map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      driver: cluster.driver,
      ...thresholdsOf(cluster),
      hosts: cluster.hosts.map((host) => viewHost(host, cluster, vmCounts.get(host.id) ?? 0, now)),
    })),
    suggestions,
    jobs: present.filter((run) => run.state === 'running').map((run) => viewJob(run, hostNames, now)),
    queuedJobs: present.filter((run) => run.state === 'waiting').length,
    failedToday: failed.filter((run) => isToday(run.finishedAt)).length,
    updatedAt: newest(clusters.flatMap(({ hosts }) => hosts.map((host) => host.lastSampleAt))),
  };
}

interface StoredRun {
  id: string;
  kind: PlanKind;
  hostId: string | null;
  cluster: HastenedCluster & PolicyOwner & { name: string };
  moves: (TimedMove & { vmName: string; reason: unknown })[];
}

function viewJob(run: StoredRun, hostNames: Map<string, string>, now: Date): FrameJob {
  return {
    id: run.id,
    kind: run.kind,
    subject: subjectOf(run, hostNames),
    movesDone: run.moves.filter((move) => isFinishedMove(move.state)).length,
    movesAll: run.moves.length,
    percent: runPercent(run.moves),
    remainingMs: runLeftByClock(run, now),
    movesActive: run.moves.filter((move) => !isFinishedMove(move.state) && move.state !== 'pending').length,
    movesWaiting: run.moves.filter((move) => move.state === 'pending').length,
  };
}

function newest(moments: (Date | null)[]): Date | null {
  return moments.reduce((latest, at) => (at && (!latest || at > latest) ? at : latest), null);
}
