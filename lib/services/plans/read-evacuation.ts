import { BallastError } from '../../model/errors.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { Plan } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Context } from '../context.ts';
import { clusterNow, isLivingPast } from '../inventory/cluster-now.ts';
import { viewHost } from '../inventory/host-view.ts';
import { isId } from '../inventory/is-id.ts';
import { policyOf } from '../inventory/snapshot-of.ts';
import { previewEvacuation } from '../maintenance/evacuate-host.ts';
import { compareHosts, type HostChange } from './compare-hosts.ts';
import { groupRejections, type RejectionGroup } from './group-rejections.ts';

export interface EvacuationMove {
  vmId: string;
  vm: string;
  to: string;
  kind: MoveKind;
  wave: number;
  memoryMiB: number;
  seconds: number;
  downtimeMs: number;
}

/** A VM that cannot leave, with why from each host, or one that leaves only with a longer pause. */
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
  cluster: { id: string; name: string; isLivingPast: boolean };
  policy: Policy;
  vmCount: number;
  moves: EvacuationMove[];
  /** VMs that stay, each with its reasons. */
  blockers: { vm: string; reasons: RejectionGroup[] }[];
  /** VMs that move, but not as one would wish: by quick migration, since a live one would not end. */
  remarks: RejectionGroup[];
  seconds: number; // the waves in turn
  waves: number;
  hosts: HostChange[]; // the host itself last
  overThresholdAfter: number;
  runId: string | null; // the job that empties it already
}

/** What evacuating a host would do now, for people to look at before they ask for it. Throws `host-not-found`. */
export async function readEvacuation({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<EvacuationPage> {
  const now = ctx.clock.now();
  const host = await findHost(ctx, input.hostId);
  const at = clusterNow(host.cluster, now); // a cluster in its past is looked at as of then
  const [preview, run] = await Promise.all([
    // a host that has never been seen cannot be planned with
    host.cpuCores === null ? null : previewEvacuation({ ctx: { ...ctx, clock: { now: () => at } }, input }),
    ctx.db.run.findFirst({
      where: { hostId: host.id, kind: 'evacuate', state: { in: ['waiting', 'running'] } },
      select: { id: true },
    }),
  ]);
  const view = viewHost(host, host.cluster, host._count.vms, now);
  const policy = policyOf(host.cluster);
  return {
    host: {
      ...{ id: host.id, name: host.name, cores: view.cores, memoryMiB: view.memoryMiB, mode: host.mode },
      ...{ connection: view.connection, lastSampleAt: host.lastSampleAt },
    },
    cluster: { id: host.clusterId, name: host.cluster.name, isLivingPast: isLivingPast(host.cluster) },
    policy,
    vmCount: host._count.vms,
    ...describePlan(host.id, policy, preview),
    runId: run?.id ?? null,
  };
}

function describePlan(
  hostId: string,
  policy: Policy,
  preview: { plan: Plan; snapshot: Snapshot } | null,
): Pick<
  EvacuationPage,
  'moves' | 'blockers' | 'remarks' | 'seconds' | 'waves' | 'hosts' | 'overThresholdAfter'
> {
  if (!preview) {
    return { moves: [], blockers: [], remarks: [], seconds: 0, waves: 0, hosts: [], overThresholdAfter: 0 };
  }
  const { plan, snapshot } = preview;
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const hostNames = new Map(snapshot.hosts.map((host) => [host.id, host.name ?? host.id]));
  const moves = plan.moves.map((move) => ({
    ...{ vmId: move.vmId, vm: vms.get(move.vmId)?.name ?? move.vmId, kind: move.kind, wave: move.wave },
    ...{ to: hostNames.get(move.toHostId) ?? move.toHostId, memoryMiB: vms.get(move.vmId)?.memoryMiB ?? 0 },
    ...{ seconds: move.predicted.seconds, downtimeMs: move.predicted.downtimeMs },
  }));
  const moving = new Set(plan.moves.map((move) => move.vmId));
  const staying = plan.rejections.filter((each) => each.vmId === undefined || !moving.has(each.vmId));
  const changes = compareHosts(snapshot, plan.moves);
  const others = changes.filter((change) => change.hostId !== hostId);
  const longest = Map.groupBy(moves, (move) => move.wave);
  return {
    moves,
    blockers: [...Map.groupBy(groupRejections(staying, snapshot), (group) => group.vm ?? '')].map(
      ([vm, reasons]) => ({ vm, reasons }),
    ),
    remarks: groupRejections(
      plan.rejections.filter((each) => each.vmId !== undefined && moving.has(each.vmId)),
      snapshot,
    ),
    seconds: [...longest.values()].reduce(
      (sum, wave) => sum + Math.max(...wave.map((move) => move.seconds)),
      0,
    ),
    waves: longest.size,
    hosts: [...others, ...changes.filter((change) => change.hostId === hostId)],
    overThresholdAfter: others.filter(
      (change) =>
        change.cpuAfter > policy.thresholds.cpuPercent ||
        change.memoryAfter > policy.thresholds.memoryPercent,
    ).length,
  };
}

async function findHost(ctx: Context, hostId: string) {
  const notFound = new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  if (!isId(hostId)) throw notFound;
  const host = await ctx.db.host.findUnique({
    where: { id: hostId },
    include: { cluster: true, _count: { select: { vms: { where: { missingSince: null } } } } },
  });
  if (!host) throw notFound;
  return host;
}
