import { type ClusterPolicies, hostPolicy, patchOf, vmPolicies } from '../../db/policies.ts';
import { choicesOf, contentOf } from '../../db/rules.ts';
import { type ClusterClock, clockOf, connectionNow } from '../../model/cluster-clock.ts';
import { deriveHostState } from '../../model/host.ts';
import { keepsOutOfDecisions } from '../../model/host-alarm.ts';
import { takingDisks } from '../../model/local-disks.ts';
import { isMaintainedThere } from '../../model/manager-maintenance.ts';
import {
  type ManagerRule,
  managerRuleId,
  managerRuleMembers,
  managerRuleName,
} from '../../model/manager-rule.ts';
import { snapshotClocks } from '../../model/nominal-clock.ts';
import { dealingsOf, type OtherBalancer } from '../../model/other-balancer.ts';
import type { Policy } from '../../model/policy.ts';
import { overheadOf, reserveOf } from '../../model/reserve.ts';
import { membersOf } from '../../model/rule-members.ts';
import type { Snapshot, SnapshotHost, SnapshotRule, SnapshotVm } from '../../model/snapshot.ts';
import { snapshotLinks, snapshotWrites } from '../forecasts/learned.ts';
import { snapshotRefusals } from '../refusals/standing-refusals.ts';
import { migrationMbpsOf } from './migration-network.ts';
import type { readClusterState } from './read-cluster-state.ts';

export type ClusterState = Awaited<ReturnType<typeof readClusterState>>;
export type HostRow = ClusterState['hosts'][number];
export type VmRow = ClusterState['vms'][number];
type RuleRow = ClusterState['rules'][number];

/**
 * A host that has been observed at least once: before that its size is unknown, and nothing can be planned with it.
 */
export type SizedHost = HostRow & { cpuCores: number; coreMhz: number; memoryMiB: number };

export const isSized = (host: HostRow): host is SizedHost =>
  host.cpuCores !== null && host.coreMhz !== null && host.memoryMiB !== null;

/** The engine's input, from the stored rows. Ids are those of the store; `now` decides which hosts are stale. */
export function snapshotOf(state: ClusterState, now: Date): Snapshot {
  const hosts = state.hosts.filter(isSized);
  const known = new Set(hosts.map((host) => host.id));
  const vms = state.vms.filter((vm) => known.has(vm.hostId) && vm.missingSince === null);
  const clocks = snapshotClocks(hosts);
  const clock = clockOf(state, now);
  const mhzOf = (hostId: string): number => clocks.get(hostId) ?? 0;
  const policyOf = vmPolicies(state);
  const dealtWith = balancerFields(state.balancer);
  return {
    takenAt: now.toISOString(),
    hosts: hosts.map((host) => snapshotHost(host, state, { mhz: mhzOf(host.id), clock })),
    vms: vms.map((vm) => ({
      ...snapshotVm(vm, policyOf(vm).values, mhzOf(vm.hostId)),
      ...dealtWith(vm),
    })),
    rules: [
      ...state.rules.map((rule) => snapshotRule(rule, vms, hosts)),
      ...state.managerRules.map((rule) => snapshotManagerRule(rule, vms, hosts)),
    ],
    links: snapshotLinks(state.learned, known),
    refusals: snapshotRefusals({ refusals: state.refusals, hosts, vms }, now),
  };
}

/** `mhz`: the MHz of a core of the host; `clock`: its cluster's. */
export function snapshotHost(
  host: SizedHost,
  cluster: ClusterPolicies,
  { mhz, clock }: { mhz: number; clock: ClusterClock },
): SnapshotHost {
  const mode = isMaintainedThere(host) ? 'maintenance' : host.mode;
  const isBelieved = !keepsOutOfDecisions(host.alarms);
  const connection = connectionNow(host, clock);
  const reserve = reserveOf(host, hostPolicy(cluster, host));
  return {
    id: host.id,
    name: host.name,
    rack: host.rack ?? undefined,
    state: deriveHostState(mode, isBelieved ? connection : 'unknown', host.failingAt !== null),
    cpuCores: host.cpuCores,
    cpuMhz: host.cpuCores * mhz,
    memoryMiB: host.memoryMiB,
    cpuModel: host.cpuModel ?? undefined,
    cpuFeatures: host.cpuFeatures.length > 0 ? host.cpuFeatures : undefined,
    reserve: { cpuMhz: reserve.cores * mhz, memoryMiB: reserve.memoryMiB },
    migrationMbps: migrationMbpsOf(host) ?? undefined,
    networks: host.knowsNetworks ? host.networks : undefined,
    storages: host.knowsStorages ? host.storages : undefined,
    cpuIds: host.cpuIds.length > 0 ? host.cpuIds : undefined,
    numaNodes: host.numaNodes.length > 0 ? host.numaNodes : undefined,
    hugePages: host.hugePages ?? undefined,
  };
}

/** `mhz`: the MHz of a core of its host; `policy`: what applies to the VM. */
export function snapshotVm(vm: VmRow, policy: Policy, mhz: number): SnapshotVm {
  const { coolDownSeconds, targetPauseMs } = patchOf(vm);
  const seen: SnapshotVm = {
    id: vm.id,
    name: vm.name,
    hostId: vm.hostId,
    state: vm.state,
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    demand: {
      cpuMhz: vm.demandCores === null ? undefined : vm.demandCores * mhz,
      memoryMiB: vm.demandMemoryMiB ?? undefined,
    },
    ...snapshotWrites(vm),
    networks: vm.networks,
    storages: vm.storages,
    localDevices: vm.localDevices,
    cpuFeatures: vm.cpuFeatures,
    overheadMiB: overheadOf(vm, policy),
    hugePageKiB: vm.hugePageKiB ?? undefined,
    hostCpus: vm.hostCpus,
    numaNodes: vm.numaNodes,
    ties: vm.ties,
    managedBy: vm.managedBy ?? undefined,
    // two active copies: nothing may touch it until a person has checked it
    automation: vm.duplicateHostId === null ? vm.automation : 'excluded',
    lastMigratedAt: vm.lastMigratedAt?.toISOString(),
    coolDownSeconds,
    targetPauseMs,
    exemptUntil: vm.exemption?.until.toISOString(),
  };
  return policy.localDisks === 'take' ? takingDisks(seen) : seen;
}

/** What another balancer of the cluster does with a VM. */
export function balancerFields(
  balancer: OtherBalancer | null,
): (vm: { uuid: string }) => Pick<SnapshotVm, 'balancedBy' | 'excludedBy'> {
  const dealingOf = dealingsOf(balancer);
  return ({ uuid }) => {
    const dealing = dealingOf(uuid);
    return {
      balancedBy: dealing === 'moves' ? balancer?.name : undefined,
      excludedBy: dealing === 'excludes' ? balancer?.name : undefined,
    };
  };
}

/** A rule of the manager with its members among these VMs and hosts. */
function snapshotManagerRule(
  rule: ManagerRule,
  vms: readonly VmRow[],
  hosts: readonly HostRow[],
): SnapshotRule {
  const members = managerRuleMembers(rule, vms, hosts);
  return {
    id: managerRuleId(rule),
    name: managerRuleName(rule),
    kind: rule.kind,
    mode: rule.mode,
    vmIds: members.vms.map(({ id }) => id),
    hostIds: members.hosts.map(({ id }) => id),
  };
}

/** A rule with its members among these VMs and hosts. */
function snapshotRule(rule: RuleRow, vms: readonly VmRow[], hosts: readonly HostRow[]): SnapshotRule {
  const choices = choicesOf(contentOf(rule));
  return {
    id: rule.id,
    name: rule.name,
    kind: rule.kind,
    mode: rule.mode,
    vmIds: membersOf(choices.vms, vms).map(({ id }) => id),
    hostIds: membersOf(choices.hosts, hosts).map(({ id }) => id),
  };
}
