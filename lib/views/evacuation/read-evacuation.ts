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
import { unfinishedRunStates } from '../../model/run.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';
import { type RunOutlookView, viewRunForecast } from '../../services/forecasts/forecast-plan.ts';
import { type PreviewEvacuationInput, previewEvacuation } from '../../services/orders/evacuate-host.ts';
import type { Planned } from '../../services/planning/plan-intent.ts';
import { compareHosts, type HostChange } from '../shared/compare-hosts.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { viewHost } from '../shared/host-view.ts';
import { keepOwnReasons } from '../shared/keep-own-reasons.ts';

export interface EvacuationMove {
  vmId: string;
  vm: string;
  to: string;
  kind: MoveKind;
  wave: number;
  memoryMiB: number;
  seconds: number;
  downtimeMs: number;
  forecast: MoveForecast | null;
}

/** A VM that cannot leave, with the reason for each host, or one that leaves only with a longer pause. */
export interface EvacuationPage {
  host: {
    id: string;
    name: string;
    cores: number | null;
    memoryMiB: number | null;
    mode: HostMode;
    connection: Connection;
    lastSampleAt: Date | null;
  };
  cluster: { id: string; name: string; notReady: NotReady | null; abilities: DriverAbilities };
  policy: Policy;
  vmCount: number;
  moves: EvacuationMove[];
  /** VMs that stay, each with its reasons. */
  blockers: { vm: string | null; reasons: RejectionGroup[] }[]; // null: about all of its VMs
  /** The stopped VMs that would stay, if no other VM is on the host: it may enter maintenance mode with them. */
  stayingStopped: { id: string; name: string }[] | null;
  /** VMs that move with a disadvantage: by quick migration, because a live one would not converge. */
  remarks: RejectionGroup[];
  seconds: number; // of the whole run
  forecastRun: RunOutlookView | null; // null: the host has never been seen
  waves: number;
  hosts: HostChange[]; // the host itself last
  overThresholdAfter: number;
  /** The cluster reserve while the host is away; null: it has never been seen, or the policy asks for none. */
  reserve: { state: ReserveState; more: number; unsafe: string[] } | null;
  runId: string | null; // the job that empties it already
}

/**
 * The plan to evacuate a host now, with these options, for people to check before they order it. Throws
 * `host-not-found`, `invalid-input`.
 */
export async function readEvacuation({
  ctx,
  input,
}: {
  ctx: Context;
  input: PreviewEvacuationInput;
}): Promise<EvacuationPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const host = await findHost(ctx, input.hostId);
  assertAllowed(ctx.actor, 'read', { clusterId: host.clusterId });
  const clock = clockOf(host.cluster, ctx.clock.now()); // a cluster that is backfilling its past is shown as of that time
  const [preview, run] = await Promise.all([
    // a host that has never been observed cannot be planned with
    host.cpuCores === null
      ? null
      : previewEvacuation({ ctx: { ...ctx, clock: { now: () => clock.now } }, input }),
    ctx.db.run.findFirst({
      where: { hostId: host.id, kind: 'evacuate', state: { in: unfinishedRunStates } },
      select: { id: true },
    }),
  ]);
  const view = viewHost(host, clock, host._count.vms);
  const policy = clusterPolicy(host.cluster).values;
  return {
    host: {
      id: host.id,
      name: host.name,
      cores: view.cores,
      memoryMiB: view.memoryMiB,
      mode: host.mode,
      connection: view.connection,
      lastSampleAt: host.lastSampleAt,
    },
    cluster: {
      id: host.clusterId,
      name: host.cluster.name,
      notReady: clock.notReady,
      abilities: descriptorOf(host.cluster.driver).abilities,
    },
    policy,
    vmCount: host._count.vms,
    ...describePlan(host.id, policy, preview),
    runId: run?.id ?? null,
  };
}

function describePlan(
  hostId: string,
  policy: Policy,
  preview: Planned | null,
): Pick<
  EvacuationPage,
  | 'moves'
  | 'blockers'
  | 'stayingStopped'
  | 'remarks'
  | 'seconds'
  | 'forecastRun'
  | 'waves'
  | 'hosts'
  | 'overThresholdAfter'
  | 'reserve'
> {
  if (!preview) {
    const none = { moves: [], blockers: [], stayingStopped: null, remarks: [], hosts: [] };
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
    to: hostNames.get(move.toHostId) ?? move.toHostId,
    memoryMiB: vms.get(move.vmId)?.memoryMiB ?? 0,
    seconds: forecast.moves[index]?.seconds ?? move.predicted.seconds,
    downtimeMs: forecast.moves[index]?.downtimeMs ?? move.predicted.downtimeMs,
    forecast: forecast.moves[index] ?? null,
  }));
  const moving = new Set(plan.moves.map((move) => move.vmId));
  const staying = plan.rejections.filter((each) => each.vmId === undefined || !moving.has(each.vmId));
  const changes = compareHosts(snapshot, plan.moves);
  const others = changes.filter((change) => change.hostId !== hostId);
  return {
    moves,
    blockers: [...Map.groupBy(groupRejections(staying, snapshot), (group) => group.vm)].map(
      ([vm, reasons]) => ({ vm, reasons: keepOwnReasons(reasons) }),
    ),
    stayingStopped: stoppedOnly(hostId, preview),
    remarks: groupRejections(
      plan.rejections.filter((each) => each.vmId !== undefined && moving.has(each.vmId)),
      snapshot,
    ),
    seconds: forecast.seconds,
    forecastRun: viewRunForecast(forecast),
    waves: new Set(moves.map((move) => move.wave)).size,
    hosts: [...others, ...changes.filter((change) => change.hostId === hostId)],
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

/** The VMs of the host if all of them are stopped and none of them can leave; otherwise null. */
function stoppedOnly(hostId: string, { plan, snapshot }: Planned): { id: string; name: string }[] | null {
  const present = snapshot.vms.filter((vm) => vm.hostId === hostId);
  const areStopped = present.length > 0 && present.every(({ state }) => state === 'stopped');
  if (!areStopped || plan.moves.length > 0) return null;
  return present.map(({ id, name }) => ({ id, name: name ?? id }));
}

async function findHost(ctx: Context, hostId: string) {
  const notFound = new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  if (!isId(hostId)) throw notFound;
  const host = await ctx.db.host.findUnique({
    where: { id: hostId },
    include: {
      cluster: { include: withPolicy },
      _count: { select: { vms: { where: { missingSince: null } } } },
    },
  });
  if (!host) throw notFound;
  return host;
}
