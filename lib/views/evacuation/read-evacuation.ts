import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import type { ReserveState } from '../../model/cluster-reserve.ts';
import type { DriverAbilities } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import { isId } from '../../model/is-id.ts';
import type { MoveForecast } from '../../model/move-forecast.ts';
import { isOverloaded } from '../../model/overload.ts';
import type { Policy } from '../../model/policy.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Way } from '../../model/way-out.ts';
import type { Context } from '../../services/context.ts';
import { type RunOutlookView, viewRunForecast } from '../../services/forecasts/forecast-plan.ts';
import { PreviewEvacuationInput } from '../../services/orders/decisions.ts';
import { type EvacuationPreview, previewEvacuation } from '../../services/orders/evacuate-hosts.ts';
import { parseInput } from '../../services/parse-input.ts';
import { compareHosts, type HostChange } from '../shared/compare-hosts.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { viewHost } from '../shared/host-view.ts';
import { keepOwnReasons } from '../shared/keep-own-reasons.ts';
import { type Blocker, blockerOf, type Decisions, viewWays } from './view-decisions.ts';

export interface EvacuationMove {
  vmId: string;
  vm: string;
  from: string;
  to: string;
  kind: MoveKind;
  wave: number;
  memoryMiB: number;
  seconds: number;
  downtimeMs: number;
  forecast: MoveForecast | null;
  isRunning: boolean;
  ways: Way[]; // out of it, besides moving as planned
  chosen: 'quick' | 'offline' | null; // by a person, or the policy
}

/** A host that is to be emptied. */
export interface EmptiedHost {
  id: string;
  name: string;
  cores: number | null;
  memoryMiB: number | null;
  mode: HostMode;
  connection: Connection;
  vmCount: number;
  runId: string | null; // the job that empties it already
}

/** What emptying hosts together would do. */
export interface EvacuationPage {
  emptied: EmptiedHost[]; // by name
  /** Hosts of the cluster that could be emptied together with them. */
  others: { id: string; name: string; vmCount: number }[];
  cluster: {
    id: string;
    name: string;
    now: Date;
    notReady: NotReady | null;
    abilities: DriverAbilities;
    hasVsan: boolean;
  };
  policy: Policy;
  vmCount: number; // of all of them
  moves: EvacuationMove[];
  /** VMs that stay, each with its reasons, and what a person may decide about it. */
  blockers: Blocker[];
  decided: Decisions;
  /** VMs that move with a disadvantage: by quick migration, because a live one would not converge. */
  remarks: RejectionGroup[];
  seconds: number; // of the whole run
  forecastRun: RunOutlookView | null; // null: a host has never been seen
  waves: number;
  hosts: HostChange[]; // those that are emptied last
  overThresholdAfter: number;
  /** The cluster reserve while the hosts are away; null: one has never been seen, or the policy asks for none. */
  reserve: { state: ReserveState; more: number; unsafe: string[] } | null;
}

/**
 * The plan to evacuate these hosts together now, with these options, for people to check before they order it. Throws
 * `host-not-found`, `hosts-of-several-clusters`, `invalid-input`.
 */
export async function readEvacuation({
  ctx,
  input: asked,
}: {
  ctx: Context;
  input: PreviewEvacuationInput;
}): Promise<EvacuationPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const input = parseInput(PreviewEvacuationInput, asked);
  const hosts = await findHosts(ctx, input.hostIds);
  const [{ clusterId, cluster }] = hosts;
  assertAllowed(ctx.actor, 'read', { clusterId });
  const clock = clockOf(cluster, ctx.clock.now()); // a cluster that is backfilling its past is shown as of that time
  const isSeen = hosts.every(({ cpuCores }) => cpuCores !== null);
  const [preview, runs, others, lifted] = await Promise.all([
    // a host that has never been observed cannot be planned with
    isSeen ? previewEvacuation({ ctx: { ...ctx, clock: { now: () => clock.now } }, input }) : null,
    ctx.db.runHost.findMany({ where: { hostId: { in: input.hostIds }, endedAt: null } }),
    ctx.db.host.findMany({
      where: { clusterId, id: { notIn: input.hostIds }, mode: { not: 'maintenance' } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true, ...countVms },
    }),
    ctx.db.rule.findMany({
      where: { clusterId, id: { in: input.lift } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    }),
  ]);
  const policy = clusterPolicy(cluster).values;
  return {
    emptied: hosts.map((host) => {
      const view = viewHost(host, clock, host._count.vms);
      return {
        id: host.id,
        name: host.name,
        cores: view.cores,
        memoryMiB: view.memoryMiB,
        mode: host.mode,
        connection: view.connection,
        vmCount: host._count.vms,
        runId: runs.find(({ hostId }) => hostId === host.id)?.runId ?? null,
      };
    }),
    others: others.map(({ _count, ...host }) => ({ ...host, vmCount: _count.vms })),
    cluster: {
      hasVsan: cluster.hasVsan,
      id: clusterId,
      name: cluster.name,
      now: clock.now,
      notReady: clock.notReady,
      abilities: descriptorOf(cluster.driver).abilities,
    },
    policy,
    vmCount: hosts.reduce((sum, host) => sum + host._count.vms, 0),
    ...describePlan(input.hostIds, policy, preview),
    decided: { ways: preview ? viewWays(preview) : [], ask: input.ask, lifted },
  };
}

const countVms = { _count: { select: { vms: { where: { missingSince: null } } } } } as const;

function describePlan(
  hostIds: readonly string[],
  policy: Policy,
  preview: EvacuationPreview | null,
): Pick<
  EvacuationPage,
  | 'moves'
  | 'blockers'
  | 'remarks'
  | 'seconds'
  | 'forecastRun'
  | 'waves'
  | 'hosts'
  | 'overThresholdAfter'
  | 'reserve'
> {
  if (!preview) {
    const none = { moves: [], blockers: [], remarks: [], hosts: [] };
    return { ...none, seconds: 0, forecastRun: null, waves: 0, overThresholdAfter: 0, reserve: null };
  }
  const { plan, snapshot, forecast, reserve } = preview;
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const hostNames = new Map(snapshot.hosts.map((host) => [host.id, host.name ?? host.id]));
  const moves = plan.moves.map((move, index) => ({
    vmId: move.vmId,
    vm: vms.get(move.vmId)?.name ?? move.vmId,
    kind: move.kind,
    wave: move.wave,
    from: hostNames.get(move.fromHostId) ?? move.fromHostId,
    to: hostNames.get(move.toHostId) ?? move.toHostId,
    memoryMiB: vms.get(move.vmId)?.memoryMiB ?? 0,
    seconds: forecast.moves[index]?.seconds ?? move.predicted.seconds,
    downtimeMs: forecast.moves[index]?.downtimeMs ?? move.predicted.downtimeMs,
    forecast: forecast.moves[index] ?? null,
    isRunning: vms.get(move.vmId)?.state !== 'stopped',
    ways: [...(preview.ways.get(move.vmId) ?? [])],
    chosen: chosenKind(preview, move.vmId),
  }));
  const moving = new Set(plan.moves.map((move) => move.vmId));
  const staying = plan.rejections.filter((each) => each.vmId === undefined || !moving.has(each.vmId));
  const changes = compareHosts(snapshot, plan.moves);
  const others = changes.filter((change) => !hostIds.includes(change.hostId));
  return {
    moves,
    blockers: [...Map.groupBy(groupRejections(staying, snapshot), (group) => group.vm)].map(
      ([vm, reasons]) => ({
        vm,
        reasons: keepOwnReasons(reasons),
        ...blockerOf(hostIds, preview, vm, reasons),
      }),
    ),
    remarks: groupRejections(
      plan.rejections.filter((each) => each.vmId !== undefined && moving.has(each.vmId)),
      snapshot,
    ),
    seconds: forecast.seconds,
    forecastRun: viewRunForecast(forecast),
    waves: new Set(moves.map((move) => move.wave)).size,
    hosts: [...others, ...changes.filter((change) => hostIds.includes(change.hostId))],
    overThresholdAfter: others.filter(({ cpuAfter, memoryAfter }) =>
      isOverloaded({ cpu: cpuAfter / 100, memory: memoryAfter / 100 }, policy),
    ).length,
    reserve:
      reserve === null || reserve.state === 'off'
        ? null
        : {
            state: reserve.state,
            more: reserve.more,
            unsafe: reserve.unsafeIds.map((id) => hostNames.get(id) ?? id),
          },
  };
}

const chosenKind = ({ lists }: EvacuationPreview, vmId: string): EvacuationMove['chosen'] =>
  lists.quick.includes(vmId) ? 'quick' : lists.offline.includes(vmId) ? 'offline' : null;

/** By name. */
async function findHosts(ctx: Context, ids: readonly string[]) {
  const missing = (hostId: string) =>
    new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  const [first, ...others] = await ctx.db.host.findMany({
    where: { id: { in: ids.filter(isId) } },
    orderBy: { name: 'asc' },
    include: { cluster: { include: withPolicy }, ...countVms },
  });
  const unknown = ids.find((id) => ![first, ...others].some((host) => host?.id === id));
  if (!first || unknown !== undefined) throw missing(unknown ?? '-');
  return [first, ...others] as const;
}
