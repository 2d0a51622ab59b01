import type { Policy } from '../../model/policy.ts';
import { present } from '../../model/present.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';
import { hostBandwidthMiBps } from './assumptions.ts';
import { boundedCeilings, ceilings } from './ceilings.ts';
import { type EvenAmounts, evenAmounts } from './even-amounts.ts';
import { heldMiB, memoryLimitMiB } from './memory.ts';
import { Links, type Route, routeBetween } from './route.ts';
import {
  type CompiledRule,
  compileRules,
  formUnits,
  hostRulesByVm,
  type PooledMemory,
  type Unit,
} from './rules.ts';

/**
 * A snapshot prepared for the search: hosts, VMs and rules sorted by id (so that the order of the input does not
 * matter) and numbered in that order, with the data of the inner loops in typed arrays. It never changes; a Placement
 * does.
 */
export interface Cluster {
  readonly hosts: readonly SnapshotHost[];
  readonly vms: readonly SnapshotVm[];
  readonly rules: readonly CompiledRule[];
  readonly units: readonly Unit[];
  readonly hostIndex: ReadonlyMap<string, number>;
  readonly vmIndex: ReadonlyMap<string, number>;
  readonly policy: Policy;
  readonly takenAtMs: number | null;
  readonly even: EvenAmounts | null; // what is made even; null: use
  readonly links: Links; // what finished migrations taught
  readonly targetPauseMs: number;

  // a host each
  readonly cpuCapacity: Float64Array; // MHz that the reserve leaves
  readonly memoryCapacity: Float64Array; // MiB that the reserve leaves
  readonly memoryLimit: Float64Array; // MiB that VMs may use there; below zero if the reserve exceeds the host
  readonly cpuCeiling: Float64Array; // the maximum load to which balancing may raise it
  readonly memoryCeiling: Float64Array;
  readonly isOnline: Uint8Array;
  readonly hasUnknown: Uint8Array; // a running VM there has no known CPU demand
  readonly isClosed: Uint8Array; // and its load is unbounded, because the host does not report its cores
  readonly bandwidthMiBps: Float64Array; // the bandwidth of a migration out of or into it, under the cap
  readonly pageSizes: readonly number[]; // KiB: the sizes of huge pages that VMs use, smallest first
  readonly pools: readonly Float64Array[]; // MiB for each page size and host; Infinity if the host does not report it
  readonly rackOf: Int32Array; // -1: the host names no rack
  readonly rackNames: readonly string[];

  /** MiB/s, in rows of source hosts, computed on demand; null: nothing was learned, so the slower host decides. */
  readonly pairMiBps: Float64Array | null;

  // a VM each
  readonly homeOf: Int32Array;
  readonly unitOf: Int32Array;
  readonly togetherOf: Int32Array; // the first VM that it must stay with; itself if there is none
  readonly cpuMhz: Float64Array; // of load; 0 if it does not run, and if unknown
  readonly memoryMiB: Float64Array; // of load; 0 when it is stopped
  readonly heldMiB: Float64Array; // of ordinary memory that a host must hold for it; 0 if it is stopped
  readonly pooledOf: readonly (PooledMemory | null)[]; // its memory in huge pages; null: none
  readonly isUnknown: Uint8Array;
  readonly refusalsOf: readonly (ReadonlyMap<number, string> | undefined)[]; // hosts that refused it, with the code
  readonly hostRulesOf: readonly (readonly CompiledRule[])[]; // `must` rules that name hosts for it
}

/** What the host is called; its id, where it has no name. */
export const hostName = (cluster: Cluster, host: number): string => {
  const { name, id } = cluster.hosts[host];
  return name ?? id;
};

/** What the VM is called; its id, where it has no name. */
export const vmName = (cluster: Cluster, vm: number): string => {
  const { name, id } = cluster.vms[vm];
  return name ?? id;
};

/** Orders by UTF-16 code units, which is the same everywhere; a locale's order is not. */
export function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The same cluster with the loads that are balanced, for a Tally of it. */
export function asEvened(cluster: Cluster): Cluster {
  const { even } = cluster;
  if (even === null) return cluster;
  const { cpu, memory, cpuCapacity, memoryCapacity } = even;
  return { ...cluster, cpuMhz: cpu, memoryMiB: memory, cpuCapacity, memoryCapacity };
}

/** MiB/s of a migration between two hosts without other migrations. */
export function pairBandwidthMiBps(cluster: Cluster, from: number, to: number): number {
  const { pairMiBps, bandwidthMiBps, hosts } = cluster;
  if (pairMiBps === null) return Math.min(bandwidthMiBps[from], bandwidthMiBps[to]);
  const at = from * hosts.length + to;
  if (Number.isNaN(pairMiBps[at])) pairMiBps[at] = routeIn(cluster, hosts[from], hosts[to]).bandwidthMiBps;
  return pairMiBps[at];
}

/** The connection between two hosts of the cluster. */
export function routeIn(cluster: Cluster, from: SnapshotHost, to: SnapshotHost): Route {
  return routeBetween(from, to, { links: cluster.links, policy: cluster.policy });
}

/**
 * Sorts, numbers and sums up a parsed snapshot. Ids must be unique and known, which the schema ensures. Rules bind
 * running and paused VMs on online hosts, and VMs on other hosts that are to be moved: `isLeaving` tells which.
 */
export function compileCluster(
  snapshot: Snapshot,
  policy: Policy,
  isLeaving: (vm: SnapshotVm) => boolean = () => false,
): Cluster {
  const hosts = [...snapshot.hosts].sort(byId);
  const vms = [...snapshot.vms].sort(byId);
  const links = new Links(snapshot.links ?? []);
  const hostIndex = new Map(hosts.map((host, i) => [host.id, i]));
  const vmIndex = new Map(vms.map((vm, i) => [vm.id, i]));
  const rackNames = [...new Set(hosts.flatMap((host) => host.rack ?? []))].sort();
  const rackOf = Int32Array.from(hosts, (host) =>
    host.rack === undefined ? -1 : rackNames.indexOf(host.rack),
  );
  const homeOf = Int32Array.from(vms, (vm) => present(hostIndex.get(vm.hostId), 'the host of a VM'));
  const onlineIds = new Set(hosts.flatMap(({ id, state }) => (state === 'online' ? id : [])));
  const isBound = (vm: SnapshotVm) => vm.state !== 'stopped' && (onlineIds.has(vm.hostId) || isLeaving(vm));
  const numbering = { hosts, vms, hostIndex, vmIndex, rackOf, isBound };
  const rules = compileRules([...snapshot.rules].sort(byId), numbering);
  const pageSizes = [...new Set(vms.flatMap((vm) => vm.hugePageKiB ?? []))].sort((a, b) => a - b);
  const pooled = vms.map((vm) => pooledMemory(vm, pageSizes));
  const { units, unitOf, togetherOf } = formUnits(rules, homeOf, pooled);
  const isUnknown = Uint8Array.from(vms, (vm) =>
    vm.state === 'running' && vm.demand.cpuMhz === undefined ? 1 : 0,
  );
  const hasUnknown = new Uint8Array(hosts.length);
  const unknownVcpus = new Float64Array(hosts.length);
  homeOf.forEach((host, vm) => {
    if (!isUnknown[vm]) return;
    hasUnknown[host] = 1;
    unknownVcpus[host] += vms[vm].vcpus ?? 1;
  });
  // Nothing fits on a host whose reserve takes everything; 1 keeps its load finite.
  const cpuCapacity = Float64Array.from(hosts, (host) => Math.max(host.cpuMhz - host.reserve.cpuMhz, 1));
  const memoryCapacity = Float64Array.from(hosts, (host) =>
    Math.max(host.memoryMiB - host.reserve.memoryMiB, 1),
  );
  const cpuMhz = Float64Array.from(vms, (vm) => (vm.state === 'running' ? (vm.demand.cpuMhz ?? 0) : 0));
  const memoryMiB = Float64Array.from(vms, (vm) =>
    vm.state === 'stopped' ? 0 : (vm.demand.memoryMiB ?? vm.memoryMiB),
  );
  return {
    hosts,
    vms,
    rules,
    units,
    hostIndex,
    vmIndex,
    policy,
    takenAtMs: snapshot.takenAt === undefined ? null : Date.parse(snapshot.takenAt),
    even: evenAmounts(policy.balanceBy, { hosts, vms }),
    links,
    targetPauseMs: policy.targetPauseMs,
    cpuCapacity,
    memoryCapacity,
    memoryLimit: Float64Array.from(hosts, (host) => memoryLimitMiB(host, policy)),
    cpuCeiling: boundedCeilings(
      ceilings(policy.objective, policy.cpuThresholdPercent, {
        homeOf,
        amounts: cpuMhz,
        capacities: cpuCapacity,
      }),
      Float64Array.from(hosts, (host, i) => {
        const vcpuMhz = host.cpuMhz / (host.cpuCores ?? Number.POSITIVE_INFINITY);
        return (unknownVcpus[i] * vcpuMhz) / cpuCapacity[i];
      }),
      policy.cpuThresholdPercent,
    ),
    memoryCeiling: ceilings(policy.objective, policy.memoryThresholdPercent, {
      homeOf,
      amounts: memoryMiB,
      capacities: memoryCapacity,
    }),
    isOnline: Uint8Array.from(hosts, (host) => (host.state === 'online' ? 1 : 0)),
    hasUnknown,
    isClosed: hasUnknown.map((unknown, host) => (unknown && hosts[host].cpuCores === undefined ? 1 : 0)),
    bandwidthMiBps: Float64Array.from(hosts, (host) =>
      Math.min(hostBandwidthMiBps(host), policy.bandwidthCapMiBps ?? Number.POSITIVE_INFINITY),
    ),
    pairMiBps: links.size === 0 ? null : new Float64Array(hosts.length ** 2).fill(Number.NaN),
    pageSizes,
    pools: pageSizes.map((pageKiB) => Float64Array.from(hosts, (host) => poolMiB(host, pageKiB))),
    rackOf,
    rackNames,
    homeOf,
    unitOf,
    togetherOf,
    cpuMhz,
    memoryMiB,
    heldMiB: Float64Array.from(vms, heldMiB),
    pooledOf: pooled,
    isUnknown,
    refusalsOf: refusalsByVm(snapshot, vmIndex, hostIndex),
    hostRulesOf: hostRulesByVm(rules, vms.length),
  };
}

function poolMiB(host: SnapshotHost, pageKiB: number): number {
  if (host.hugePages === undefined) return Number.POSITIVE_INFINITY;
  return host.hugePages.find((pool) => pool.pageKiB === pageKiB)?.totalMiB ?? 0;
}

function pooledMemory(vm: SnapshotVm, pageSizes: readonly number[]): PooledMemory | null {
  if (vm.hugePageKiB === undefined || vm.state === 'stopped') return null;
  return { pool: pageSizes.indexOf(vm.hugePageKiB), heldMiB: vm.memoryMiB };
}

function refusalsByVm(
  snapshot: Snapshot,
  vmIndex: ReadonlyMap<string, number>,
  hostIndex: ReadonlyMap<string, number>,
): (ReadonlyMap<number, string> | undefined)[] {
  const found: (Map<number, string> | undefined)[] = [];
  for (const { vmId, toHostId, code } of snapshot.refusals ?? []) {
    const [vm, host] = [vmIndex.get(vmId), hostIndex.get(toHostId)];
    if (vm === undefined || host === undefined) continue;
    found[vm] = (found[vm] ?? new Map<number, string>()).set(host, code);
  }
  return found;
}
