import { emptiesHost } from '../../db/evacuations.ts';
import {
  clusterPolicy,
  hostPolicy,
  versionOf,
  vmPolicies,
  withOwnPolicy,
  withPolicy,
} from '../../db/policies.ts';
import { memoryOverMiB } from '../../engine/cluster/memory.ts';
import { Links, routeBetween } from '../../engine/cluster/route.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { MigrationNetworkView } from '../../model/migration-network.ts';
import { type ClockSource, nominalClock } from '../../model/nominal-clock.ts';
import { type HostReserve, reserveOf } from '../../model/reserve.ts';
import { lockingMoveStates } from '../../model/run.ts';
import type { Context } from '../../services/context.ts';
import { snapshotLinks } from '../../services/forecasts/learned.ts';
import { viewMigrationNetwork } from '../../services/planning/migration-network.ts';
import { balancerFields, isSized, snapshotHost, snapshotVm } from '../../services/planning/snapshot-of.ts';
import type { RefusalGroup } from '../refusals/group-refusals.ts';
import { readRefusals } from '../refusals/read-refusals.ts';
import { type HostChart, readHostChart } from '../series/read-host-chart.ts';
import type { ChartChoice } from '../series/read-measure-chart.ts';
import { readVmCpu } from '../series/read-vm-cpu.ts';
import { type HostErrorView, viewHostError } from '../shared/host-error.ts';
import { type HostView, viewHost } from '../shared/host-view.ts';
import { readManagerRules } from '../shared/read-manager-rules.ts';
import { type RuleMembers, readRuleMembers } from '../shared/read-rule-members.ts';
import { type LeftCopies, viewLeftCopies } from './left-copies.ts';
import { type ExpectedLoad, readExpectedLoad } from './read-expected-load.ts';
import { type ManagerView, viewManager } from './view-manager.ts';
import { type HostVm, viewVm } from './view-vm.ts';

export interface HostPage {
  host: HostView & {
    clock: { mhz: number; from: ClockSource } | null;
    use: { cpuPercent: number | null; memoryPercent: number | null }; // measured last, without caches
    enteredCoreMhz: number | null;
    network: MigrationNetworkView;
    reserve: HostReserve | null; // null: it was never seen
    otherwise: HostReserve | null; // its reserve if nothing were entered for it
    observedClock: { mhz: number; from: 'reported' | 'seen' } | null;
    enteredReserve: { cores: number | null; memoryMiB: number | null };
    policyVersion: number; // which an edit of its reserve must name
    memoryOverMiB: number; // by how much its VMs exceed its limit
    version: string | null;
    cpuModel: string | null;
    rack: string | null;
    tags: string[];
    lastError: HostErrorView | null;
    manager: ManagerView | null; // how it stands with the maintenance mode of its manager
  };
  cluster: {
    id: string;
    name: string;
    cpuThresholdPercent: number;
    memoryThresholdPercent: number;
    notReady: NotReady | null; // why nothing can be ordered in it
    now: Date; // the moment that it is at
  };
  vms: HostVm[];
  chart: HostChart;
  expected: ExpectedLoad | null; // null: the cluster has no forecast
  /** Its own refusals, and those of its VMs. */
  refusals: RefusalGroup[];
  /** Stopped copies of VMs that were started elsewhere; null: it has none. */
  leftCopies: LeftCopies | null;
  /** The job that is emptying the host. */
  evacuationRunId: string | null;
  /** The waiting suggestion that moves VMs away from it. */
  suggestionId: string | null;
}

/** A host with its VMs and its chart. Throws `host-not-found`. */
export async function readHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string; choice: ChartChoice };
}): Promise<HostPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { hostId, choice } = input;
  const now = ctx.clock.now();
  const found = await findHost(ctx, hostId);
  assertAllowed(ctx.actor, 'read', { clusterId: found.clusterId });
  const { cluster, vms, ...host } = found;
  const time = clockOf(cluster, now);
  const view = viewHost(host, time, vms.length);
  const [trends, chart, locked, evacuation, suggestion, refusals, rules, managerRules, copied] =
    await Promise.all([
      readVmCpu({ ctx, input: { vmIds: vms.map((vm) => vm.id), now: time.now } }),
      readHostChart({ ctx, input: { host, cluster, choice } }),
      ctx.db.move.findMany({
        where: { state: { in: [...lockingMoveStates] }, vmId: { in: vms.map((vm) => vm.id) } },
        select: { vmId: true },
      }),
      ctx.db.run.findFirst({
        where: emptiesHost(hostId),
        select: { id: true },
      }),
      ctx.db.plan.findFirst({
        where: { state: 'suggested', expiresAt: { gt: now }, moves: { some: { fromHostId: hostId } } },
        select: { id: true },
      }),
      readRefusals(ctx, { hostId }, now),
      readRuleMembers(ctx, cluster.id),
      readManagerRules(ctx, cluster.id),
      ctx.db.vm.findMany({
        where: { copyHostId: hostId },
        orderBy: { name: 'asc' },
        select: { id: true, name: true, copyRemoval: true },
      }),
    ]);
  const rulesOf = rulesByVm(
    [...rules.map(({ content, ...rule }) => ({ ...rule, name: content.name })), ...managerRules],
    vms,
  );
  const ofCluster = clusterPolicy(cluster);
  const ofHost = hostPolicy(cluster, host);
  const policy = ofCluster.values;
  const clock = nominalClock(host);
  const mhz = clock?.mhz ?? 0;
  const reserve = isSized(host) ? reserveOf(host, ofHost) : null;
  const usableCores = isSized(host) && reserve ? host.cpuCores - reserve.cores : null;
  const expected = await readExpectedLoad(ctx, { hostId, usableCores, policy: ofCluster });
  const source = isSized(host) ? snapshotHost(host, cluster, { mhz, clock: time }) : undefined;
  const policyOf = vmPolicies(cluster);
  const dealtWith = balancerFields(cluster.balancer);
  const seen = vms.map((vm) => ({ ...snapshotVm(vm, policyOf(vm).values, mhz), ...dealtWith(vm) }));
  const links = new Links(snapshotLinks(cluster.learned, new Set([host.id])));
  const around = {
    isObserved: view.connection === 'up',
    // to a similar host, according to its finished migrations
    route: source ? routeBetween(source, source, { links, policy }) : undefined,
    coolDownSeconds: policy.coolDownSeconds,
    lockedVmIds: new Set(locked.flatMap((move) => (move.vmId ? [move.vmId] : []))),
    now: time.now,
  };
  return {
    host: {
      ...view,
      clock,
      use: {
        cpuPercent: percentOf(host.cpuUse, 1),
        memoryPercent: percentOf(host.memoryUsedMiB, host.memoryMiB),
      },
      enteredCoreMhz: host.enteredCoreMhz,
      version: host.version,
      rack: host.rack,
      tags: host.tags,
      network: viewMigrationNetwork(host, cluster.driver),
      cpuModel: host.cpuModel,
      reserve,
      otherwise: isSized(host) ? reserveOf(host, ofCluster) : null,
      observedClock:
        host.coreMhz === null ? null : { mhz: host.coreMhz, from: host.knowsClock ? 'reported' : 'seen' },
      enteredReserve: { cores: ofHost.values.reserveCores, memoryMiB: ofHost.values.reserveMemoryMiB },
      policyVersion: versionOf(host),
      memoryOverMiB: source ? memoryOverMiB(source, seen, policy) : 0,
      lastError: viewHostError(host.lastError),
      manager: viewManager(host, cluster.driver),
    },
    cluster: {
      id: cluster.id,
      name: cluster.name,
      notReady: time.notReady,
      now: time.now,
      cpuThresholdPercent: policy.cpuThresholdPercent,
      memoryThresholdPercent: policy.memoryThresholdPercent,
    },
    vms: vms.map((vm, index) =>
      viewVm(vm, {
        ...around,
        snapshotVm: seen[index],
        trendCores: trends.get(vm.id) ?? [],
        rules: rulesOf.get(vm.id) ?? [],
      }),
    ),
    chart,
    expected,
    refusals,
    leftCopies: viewLeftCopies(host, copied),
    evacuationRunId: evacuation?.id ?? null,
    suggestionId: suggestion?.id ?? null,
  };
}

/** The rules of each of these VMs by its id. */
function rulesByVm(
  rules: readonly (Pick<RuleMembers, 'id' | 'vms'> & { name: string })[],
  vms: readonly { id: string }[],
) {
  const here = new Set(vms.map(({ id }) => id));
  const found = rules.flatMap(({ id, name, vms: members }) =>
    members.flatMap((vm) => (here.has(vm.id) ? [{ vmId: vm.id, rule: { id, name } }] : [])),
  );
  const byVm = Map.groupBy(found, ({ vmId }) => vmId);
  return new Map([...byVm].map(([vmId, each]) => [vmId, each.map(({ rule }) => rule)]));
}

const percentOf = (part: number | null, whole: number | null): number | null =>
  part === null || !whole ? null : (100 * part) / whole;

async function findHost(ctx: Context, hostId: string) {
  const notFound = new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  if (!isId(hostId)) throw notFound;
  const host = await ctx.db.host.findUnique({
    where: { id: hostId },
    include: {
      ...withOwnPolicy,
      cluster: { include: withPolicy },
      vms: {
        where: { missingSince: null },
        orderBy: { name: 'asc' },
        include: { exemption: true, ...withOwnPolicy },
      },
    },
  });
  if (!host) throw notFound;
  return host;
}
