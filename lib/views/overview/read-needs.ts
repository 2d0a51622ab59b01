import type { StoredReserve } from '../../model/cluster-reserve.ts';
import type { Facts } from '../../model/errors.ts';
import type { FailingHost } from '../../model/failing-host.ts';
import type { HostAlarm } from '../../model/host-alarm.ts';
import type { HostError } from '../../model/host-error.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import { valueFor } from '../../model/value-for.ts';
import type { Context } from '../../services/context.ts';
import { type HostErrorView, viewHostError } from '../shared/host-error.ts';
import type { HostView } from '../shared/host-view.ts';
import { describeSuggestion, type SuggestionGist } from '../shared/suggestion-gist.ts';
import { type PatchNeed, readPatchNeeds } from './read-patch-needs.ts';
import { type PausedJob, readPausedJobs } from './read-paused-jobs.ts';

/** Something that waits for a person. */
export type Need =
  | ({ kind: 'suggestion'; key: string } & SuggestionGist)
  | PausedJob
  | { kind: 'two-copies'; key: string; vmId: string; vm: string; hostId: string; hosts: [string, string] }
  | {
      kind: 'overload';
      key: string;
      host: HostView;
      cpuThresholdPercent: number;
      memoryThresholdPercent: number;
      outcome: PlanOutcome | null;
    }
  | { kind: 'silent-host'; key: string; host: HostView; error: HostErrorView | null }
  | { kind: 'failing-host'; key: string; host: HostView; failing: FailingHost }
  | { kind: 'host-alarm'; key: string; host: HostView; alarm: HostAlarm }
  | {
      kind: 'over-committed';
      key: string;
      clusterId: string;
      cluster: string;
      hosts: string[]; // the worst failure
      vms: number; // that would find no host then
      cases: number;
    }
  | { kind: 'left-copies'; key: string; hostId: string; host: string; vms: string[] }
  | { kind: 'stuck-draining'; key: string; host: HostView }
  | PatchNeed
  | {
      kind: 'move';
      key: string;
      state: 'failed' | 'unknown' | 'done'; // done: the VM has arrived, but a setting was not carried over
      runId: string;
      vm: string;
      from: string;
      to: string;
      code: string;
      facts: Facts;
      at: Date | null;
    };

export interface NeedyCluster {
  id: string;
  name: string;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  lastPlanOutcome: PlanOutcome | null;
  reserve: StoredReserve | null;
  hosts: (HostView & { lastError: HostError | null })[];
}

const DAY_MS = 86_400_000;
/** More failures than this are one entry: the history shows them all. */
const MAX_FAILED_MOVES = 5;

/** What needs a person's attention in these clusters, the most urgent first. */
export async function readNeeds({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusters: readonly NeedyCluster[] };
}): Promise<Need[]> {
  const { clusters } = input;
  const clusterId = { in: clusters.map((cluster) => cluster.id) };
  const [suggestions, copies, left, evacuations, moves, patches, paused] = await Promise.all([
    readSuggestions(ctx, clusterId),
    ctx.db.vm.findMany({
      where: { clusterId, duplicateHostId: { not: null } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true, hostId: true, duplicateHostId: true },
    }),
    ctx.db.vm.findMany({
      where: { clusterId, copyHostId: { not: null } },
      orderBy: { name: 'asc' },
      select: { name: true, copyHostId: true },
    }),
    ctx.db.runHost.findMany({ where: { endedAt: null, run: { clusterId } }, select: { hostId: true } }),
    readTroubledMoves(ctx, clusterId),
    readPatchNeeds(ctx, clusterId),
    readPausedJobs(ctx, clusterId),
  ]);
  const names = new Map(clusters.flatMap(({ hosts }) => hosts.map((host) => [host.id, host.name])));
  const emptied = new Set(evacuations.map(({ hostId }) => hostId));
  const helped = new Set(suggestions.map((suggestion) => suggestion.clusterId));
  const twoCopies = copies.map(
    (vm): Need => ({
      kind: 'two-copies',
      key: vm.id,
      vmId: vm.id,
      vm: vm.name,
      hostId: vm.hostId,
      hosts: [names.get(vm.hostId) ?? '-', valueFor(names, vm.duplicateHostId) ?? '-'],
    }),
  );
  return [
    ...twoCopies,
    ...clusters.flatMap(failingHosts),
    ...patches,
    ...suggestions.map((gist): Need => ({ kind: 'suggestion', key: gist.planId, ...gist })),
    ...clusters.filter((cluster) => !helped.has(cluster.id)).flatMap(overloads),
    ...moves.filter((move) => move.state === 'unknown'),
    ...paused,
    ...clusters.flatMap(alarms),
    ...clusters.flatMap(silentHosts),
    ...clusters.flatMap((cluster) => leftCopies(cluster, left)),
    ...clusters.flatMap(overCommitted),
    ...moves.filter((move) => move.state !== 'unknown').slice(0, MAX_FAILED_MOVES),
    ...clusters.flatMap(({ hosts }) =>
      hosts
        .filter((host) => host.mode === 'draining' && host.vmsToLeave > 0 && !emptied.has(host.id))
        .map((host): Need => ({ kind: 'stuck-draining', key: `drain-${host.id}`, host })),
    ),
  ];
}

/** What the hosts still have of VMs that were started elsewhere. */
function leftCopies(
  { hosts }: NeedyCluster,
  vms: readonly { name: string; copyHostId: string | null }[],
): Need[] {
  return hosts.flatMap(({ id: hostId, name: host }): Need[] => {
    const here = vms.filter((vm) => vm.copyHostId === hostId).map(({ name }) => name);
    return here.length > 0 ? [{ kind: 'left-copies', key: `copies-${hostId}`, hostId, host, vms: here }] : [];
  });
}

/** Their evacuation has priority 1: it comes before every suggestion. */
function failingHosts({ hosts }: NeedyCluster): Need[] {
  return hosts.flatMap((host) =>
    host.failing && host.mode === 'active'
      ? [{ kind: 'failing-host', key: `failing-${host.id}`, host, failing: host.failing }]
      : [],
  );
}

function overloads(cluster: NeedyCluster): Need[] {
  const { cpuThresholdPercent, memoryThresholdPercent, lastPlanOutcome: outcome } = cluster;
  return cluster.hosts
    .filter((host) => host.overloadedSince !== null && host.mode === 'active')
    .map((host) => ({
      kind: 'overload',
      key: `load-${host.id}`,
      host,
      cpuThresholdPercent,
      memoryThresholdPercent,
      outcome,
    }));
}

/** As the last evaluation of the cluster found it. */
function overCommitted({ id, name, reserve }: NeedyCluster): Need[] {
  const worst = reserve?.state === 'over-committed' ? reserve.lost[0] : undefined;
  if (!reserve || !worst) return [];
  const { hosts, vms } = worst;
  return [
    {
      kind: 'over-committed',
      key: `reserve-${id}`,
      clusterId: id,
      cluster: name,
      hosts,
      vms,
      cases: reserve.lostSets,
    },
  ];
}

/** Impossible or missing values that a host reports: its figures are not reliable. */
function alarms(cluster: NeedyCluster): Need[] {
  return cluster.hosts.flatMap((host) =>
    host.alarms.map(
      (alarm): Need => ({ kind: 'host-alarm', key: `alarm-${host.id}-${alarm.code}`, host, alarm }),
    ),
  );
}

/** A host that is switched off in maintenance mode is intended. */
function silentHosts(cluster: NeedyCluster): Need[] {
  return cluster.hosts
    .filter((host) => host.connection !== 'up' && host.mode !== 'maintenance')
    .map((host) => ({
      kind: 'silent-host',
      key: `host-${host.id}`,
      host,
      error: viewHostError(host.lastError),
    }));
}

async function readSuggestions(ctx: Context, clusterId: { in: string[] }): Promise<SuggestionGist[]> {
  const plans = await ctx.db.plan.findMany({
    where: { clusterId, state: 'suggested', expiresAt: { gt: ctx.clock.now() } },
    orderBy: { createdAt: 'desc' },
    select: {
      id: true,
      number: true,
      clusterId: true,
      before: true,
      after: true,
      expiresAt: true,
      cluster: { select: { name: true } },
      moves: {
        orderBy: { sequence: 'asc' },
        select: { wave: true, reason: true, predictedSeconds: true, vmName: true },
      },
    },
  });
  const isForOverload = ({ aim }: SuggestionGist): boolean => 'beforePercent' in aim;
  return plans.map(describeSuggestion).sort((a, b) => Number(isForOverload(b)) - Number(isForOverload(a)));
}

/**
 * Moves of the last day that failed or left something to do, and all that are unknown, except those whose VM has
 * moved successfully since.
 */
async function readTroubledMoves(ctx: Context, clusterId: { in: string[] }) {
  const since = new Date(ctx.clock.now().getTime() - DAY_MS);
  const moves = await ctx.db.move.findMany({
    where: {
      run: { clusterId },
      OR: [{ state: 'unknown' }, { state: { in: ['failed', 'done'] }, startedAt: { gt: since } }],
    },
    orderBy: { startedAt: 'desc' },
    select: {
      id: true,
      vmUuid: true,
      vmName: true,
      runId: true,
      state: true,
      fromHostName: true,
      toHostName: true,
      code: true,
      facts: true,
      finishedAt: true,
    },
  });
  const movedSince = new Set<string>();
  const troubled: Extract<Need, { kind: 'move' }>[] = [];
  for (const move of moves) {
    const isSettled = movedSince.has(move.vmUuid);
    movedSince.add(move.vmUuid);
    const isWell = move.state === 'done' && move.code === null;
    if (isWell || move.runId === null || (isSettled && move.state !== 'unknown')) continue;
    troubled.push({
      kind: 'move',
      key: move.id,
      state: move.state === 'unknown' || move.state === 'done' ? move.state : 'failed',
      runId: move.runId,
      vm: move.vmName,
      from: move.fromHostName,
      to: move.toHostName,
      code: move.code ?? 'migration-failed',
      facts: move.facts ?? {},
      at: move.finishedAt,
    });
  }
  return troubled;
}
