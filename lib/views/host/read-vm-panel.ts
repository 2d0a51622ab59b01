import { hostPolicy, patchOf, vmPolicy, withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { type MovableState, type MoveObstacle, mobilityOf, wayOf } from '../../engine/mobility.ts';
import type { HostRating } from '../../engine/rate-hosts.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, connectionNow } from '../../model/cluster-clock.ts';
import type { DriverAbilities } from '../../model/driver-traits.ts';
import { isId } from '../../model/is-id.ts';
import { takeableDiskMiB } from '../../model/local-disks.ts';
import type { MovePolicy } from '../../model/policy.ts';
import { reserveOf } from '../../model/reserve.ts';
import { lockingMoveStates } from '../../model/run.ts';
import type { RuleKind, RuleMode } from '../../model/snapshot.ts';
import { valueFor } from '../../model/value-for.ts';
import { type Automation, parseCondition, type VmCondition, type VmState } from '../../model/vm.ts';
import type { VmDoubt } from '../../model/vm-doubt.ts';
import type { Context } from '../../services/context.ts';
import { rateDestinations } from '../../services/orders/migrate-vm.ts';
import { isSized, snapshotVm } from '../../services/planning/snapshot-of.ts';
import type { RefusalGroup } from '../refusals/group-refusals.ts';
import { readRefusals } from '../refusals/read-refusals.ts';
import type { ChartChoice, MeasureChart } from '../series/read-measure-chart.ts';
import { type AutomationSet, readAutomationSet } from '../shared/read-automation-set.ts';
import { readManagerRules } from '../shared/read-manager-rules.ts';
import { readRuleMembers } from '../shared/read-rule-members.ts';
import { type LeftCopies, viewLeftCopies } from './left-copies.ts';
import { readVmChart } from './read-vm-chart.ts';

/** A possible or impossible destination of the VM, with the reason. Loads in percent, after the move. */
export interface Destination extends HostRating {
  name: string;
  cpuNowPercent: number | null;
  memoryNowPercent: number | null;
}

export interface RuleWords {
  id: string;
  name: string;
  kind: RuleKind;
  mode: RuleMode;
  otherVms: string[];
  hosts: string[];
}

export interface VmPanel {
  id: string;
  name: string;
  hostId: string;
  state: VmState;
  condition: VmCondition | null; // what the state does not tell
  vcpus: number;
  memoryMiB: number;
  /** Load: its smoothed demand, as plans use it. */
  demandCores: number | null;
  demandOfHostPercent: number | null;
  demandMemoryMiB: number | null;
  dirtyMiBps: number | null;
  doubts: VmDoubt[]; // measured values that are not used
  automation: Automation;
  tags: string[];
  automationSet: AutomationSet | null; // null: nobody did
  policyFieldsSet: number; // values of the policy that are set for it itself
  lastMigratedAt: Date | null;
  exemption: { code: string; reason: string | null; by: string; until: Date } | null;
  /** The states in which it can leave, as far as it depends on the VM, and what forbids the others. */
  moves: { way: MovableState; obstacles: readonly MoveObstacle[] };
  managedBy: string | null; // another manager
  isPersistent: boolean; // false: it disappears when it stops
  isAutostart: boolean;
  /** Its requirements for any host. */
  needs: { hugePageKiB: number | null; hostCpus: number[]; numaNodes: number[] };
  secondHost: string | null; // where another active copy was seen
  isObserved: boolean; // false: its host does not answer, and what it does is not known
  ownHost: string;
  copy: LeftCopies | null; // a stopped copy that another host still has
  rules: RuleWords[];
  /** The refusals of its hypervisor, which are not planned again. */
  refusals: RefusalGroup[];
  /** The job that moves it at present. */
  runId: string | null;
  /** Best first; null while nothing can be ordered in the cluster. */
  destinations: Destination[] | null;
  /** The destinations if its local disks are copied with it, and their size; null: that changes nothing. */
  withDisks: { diskMiB: number; destinations: Destination[] } | null;
  /** The options of its migration by default. */
  options: MovePolicy | null; // null as above
  abilities: DriverAbilities; // of its hypervisor
  chart: MeasureChart;
}

/** A VM with its possible moves, or null if it is not on this host (it may have moved). */
export async function readVmPanel({
  ctx,
  input,
}: {
  ctx: Context;
  input: { vmId: string; hostId: string; choice: ChartChoice };
}): Promise<VmPanel | null> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  if (!isId(input.vmId)) return null;
  const vm = await findVm(ctx, input.vmId);
  if (!vm || vm.hostId !== input.hostId) return null;
  assertAllowed(ctx.actor, 'read', { clusterId: vm.clusterId });
  const { host, cluster } = vm;
  const clock = clockOf(cluster, ctx.clock.now());
  const { notReady } = clock;
  const rated = notReady ? null : await rateDestinations({ ctx, input: { vmId: vm.id } });
  const hosts = new Map(cluster.hosts.map((each) => [each.id, each]));
  const seenOf = (rating: HostRating): Destination => {
    const found = hosts.get(rating.hostId);
    return {
      ...rating,
      name: found?.name ?? '-',
      cpuNowPercent: percentOf(found?.cpuLoad),
      memoryNowPercent: percentOf(found?.memoryLoad),
    };
  };
  const diskMiB = rated?.options.localDisks === 'stay' ? takeableDiskMiB(vm.ties) : null;
  const taking =
    diskMiB === null
      ? null
      : await rateDestinations({ ctx, input: { vmId: vm.id, asked: { localDisks: 'take' } } });
  const [refusals, chart, rules, managerRules, automationSet] = await Promise.all([
    readRefusals(ctx, { vmId: vm.id, hostId: vm.hostId }, ctx.clock.now()),
    readVmChart(ctx, { vmId: vm.id, clock, choice: input.choice }),
    readRuleMembers(ctx, vm.clusterId),
    readManagerRules(ctx, vm.clusterId),
    readAutomationSet(ctx, vm),
  ]);
  const usableCores = isSized(host) ? host.cpuCores - reserveOf(host, hostPolicy(cluster, host)).cores : 0;
  const demand = vm.demandCores;
  const mobility = mobilityOf(snapshotVm(vm, vmPolicy(cluster, vm).values, 0)); // no clock decides it
  return {
    id: vm.id,
    name: vm.name,
    hostId: vm.hostId,
    state: vm.state,
    vcpus: vm.vcpus,
    condition: parseCondition(vm.condition),
    memoryMiB: vm.memoryMiB,
    demandMemoryMiB: vm.demandMemoryMiB,
    dirtyMiBps: vm.dirtyMiBps,
    doubts: vm.doubts,
    automation: vm.automation,
    tags: vm.tags,
    automationSet,
    policyFieldsSet: Object.keys(patchOf(vm)).length,
    lastMigratedAt: vm.lastMigratedAt,
    exemption: vm.exemption && vm.exemption.until > clock.now ? vm.exemption : null,
    moves: { way: wayOf(mobility), obstacles: mobility.obstacles },
    managedBy: vm.managedBy,
    isPersistent: vm.isPersistent,
    isAutostart: vm.isAutostart,
    needs: { hugePageKiB: vm.hugePageKiB, hostCpus: vm.hostCpus, numaNodes: vm.numaNodes },
    demandCores: demand,
    demandOfHostPercent: demand !== null && usableCores > 0 ? (100 * demand) / usableCores : null,
    isObserved: connectionNow(host, clock) === 'up',
    ownHost: host.name,
    copy: viewCopy(vm, hosts),
    secondHost: vm.duplicateHostId ? (hosts.get(vm.duplicateHostId)?.name ?? '-') : null,
    rules: [...rules.map(({ content, ...rule }) => ({ ...content, ...rule })), ...managerRules]
      .filter((rule) => rule.vms.some(({ id }) => id === vm.id))
      .map(({ id, name, kind, mode, vms, hosts: named }) => ({
        id,
        name,
        kind,
        mode,
        otherVms: vms.filter((other) => other.id !== vm.id).map((other) => other.name),
        hosts: named.map((host) => host.name),
      })),
    refusals,
    runId: vm.moves[0]?.runId ?? null,
    options: rated?.options ?? null,
    abilities: descriptorOf(cluster.driver).abilities,
    chart,
    destinations: rated?.ratings.map(seenOf) ?? null,
    withDisks: taking && diskMiB !== null ? { diskMiB, destinations: taking.ratings.map(seenOf) } : null,
  };
}

/** The copy that another host still has. */
function viewCopy(
  vm: NonNullable<Awaited<ReturnType<typeof findVm>>>,
  hosts: ReadonlyMap<string, { id: string; name: string }>,
): LeftCopies | null {
  const host = valueFor(hosts, vm.copyHostId);
  return host ? viewLeftCopies(host, [vm]) : null;
}

const percentOf = (load: number | null | undefined): number | null =>
  load === null || load === undefined ? null : load * 100;

function findVm(ctx: Context, id: string) {
  return ctx.db.vm.findUnique({
    where: { id },
    include: {
      exemption: true,
      copyRemoval: true,
      ...withOwnPolicy,
      host: { include: withOwnPolicy },
      cluster: {
        include: {
          ...withPolicy,
          hosts: { select: { id: true, name: true, cpuLoad: true, memoryLoad: true } },
        },
      },
      moves: {
        where: { state: { in: [...lockingMoveStates] } },
        select: { runId: true },
        take: 1,
      },
    },
  });
}
