import { isOverloaded } from '../model/overload.ts';
import type { ClusterFigures, PlannedMove } from '../model/plan.ts';
import { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Cluster, compileCluster } from './cluster/cluster.ts';

/** The loads of one host: as fractions of what its reserve leaves (may exceed 1). */
export interface HostLoad {
  hostId: string;
  cpu: number;
  memory: number;
  cpuMhz: number; // demand of its running VMs
  memoryMiB: number; // demand of its running and paused VMs
  heldMiB: number; // what it must hold for them
  isCounted: boolean; // online, so that it counts in the figures
  hasUnknown: boolean; // a running VM there has no known CPU demand and counts 0 MHz
}

/** Loads of all hosts in the order of their ids. Pure; throws nothing for a parsed snapshot. */
export function hostLoads(snapshot: Snapshot): HostLoad[] {
  return new Tally(compileCluster(snapshot, neutralPolicy)).loads();
}

/** spread, peak and overloaded hosts over the online hosts. */
export function figures(snapshot: Snapshot, policy: Policy): ClusterFigures {
  return new Tally(compileCluster(snapshot, policy)).figures();
}

/**
 * Host loads before the moves and after each of them: one entry more than there are moves. A move of a VM or to a host
 * that the snapshot does not have changes nothing.
 */
export function simulateMoves(
  snapshot: Snapshot,
  moves: readonly Pick<PlannedMove, 'vmId' | 'toHostId'>[],
): HostLoad[][] {
  const cluster = compileCluster(snapshot, neutralPolicy);
  const tally = new Tally(cluster);
  const steps = [tally.loads()];
  for (const { vmId, toHostId } of moves) {
    const [vm, to] = [cluster.vmIndex.get(vmId), cluster.hostIndex.get(toHostId)];
    if (vm !== undefined && to !== undefined) tally.move(vm, to);
    steps.push(tally.loads());
  }
  return steps;
}

// Loads do not depend on a policy, but the compiled cluster needs one.
const neutralPolicy = Policy.parse({
  cpuThresholdPercent: 100,
  memoryThresholdPercent: 100,
  maxMoves: null,
  movesPerHost: 1,
  coolDownSeconds: 0,
});

/**
 * Adds up the loads of the hosts, VM by VM, and follows moves one at a time. For figures that are shown, not for
 * searching. `leftOut`: hosts that do not count in the figures, a number each.
 */
export class Tally {
  private readonly hostOf: Int32Array;
  private readonly residents: number[][]; // VMs in the order of their ids
  private readonly isCounted: Uint8Array;
  private readonly cpu: Float64Array;
  private readonly memory: Float64Array;

  constructor(
    private readonly cluster: Cluster,
    leftOut?: Uint8Array,
  ) {
    this.hostOf = Int32Array.from(cluster.homeOf);
    this.isCounted = cluster.isOnline.map((online, host) => (leftOut?.[host] ? 0 : online));
    this.residents = cluster.hosts.map(() => []);
    this.hostOf.forEach((host, vm) => {
      this.residents[host].push(vm);
    });
    this.cpu = new Float64Array(cluster.hosts.length);
    this.memory = new Float64Array(cluster.hosts.length);
    for (const host of cluster.hosts.keys()) this.addUp(host);
  }

  cpuLoad(host: number): number {
    return this.cpu[host];
  }

  memoryLoad(host: number): number {
    return this.memory[host];
  }

  hostOfVm(vm: number): number {
    return this.hostOf[vm];
  }

  move(vm: number, to: number): void {
    const from = this.hostOf[vm];
    if (from === to) return;
    const [source, target] = [this.residents[from], this.residents[to]];
    source.splice(placeIn(source, vm), 1);
    target.splice(placeIn(target, vm), 0, vm);
    this.hostOf[vm] = to;
    this.addUp(from);
    this.addUp(to);
  }

  /** Summed again in the order of VM ids, so that rounding does not depend on earlier moves. */
  private addUp(host: number): void {
    this.cpu[host] = this.sum(host, this.cluster.cpuMhz) / this.cluster.cpuCapacity[host];
    this.memory[host] = this.sum(host, this.cluster.memoryMiB) / this.cluster.memoryCapacity[host];
  }

  /** The sum of an amount over the VMs of a host. */
  sum(host: number, amounts: Float64Array): number {
    let sum = 0;
    for (const vm of this.residents[host]) sum += amounts[vm];
    return sum;
  }

  loads(): HostLoad[] {
    const { cluster } = this;
    return cluster.hosts.map((found, host) => ({
      hostId: found.id,
      cpu: this.cpuLoad(host),
      memory: this.memoryLoad(host),
      cpuMhz: this.sum(host, cluster.cpuMhz),
      memoryMiB: this.sum(host, cluster.memoryMiB),
      heldMiB: this.sum(host, cluster.heldMiB),
      isCounted: this.isCounted[host] === 1,
      hasUnknown: this.residents[host].some((vm) => cluster.isUnknown[vm]),
    }));
  }

  /**
   * The worth of moves is its decrease: half the sum of the squared differences of each counted host's loads from the
   * means.
   */
  unevenness(): number {
    const { cpu, memory, isCounted } = this;
    const count = isCounted.reduce((sum, counted) => sum + counted, 0);
    return (count * (deviation(cpu, isCounted) ** 2 + deviation(memory, isCounted) ** 2)) / 2;
  }

  figures(): ClusterFigures {
    const { cpu, memory, isCounted } = this;
    let overloadedHosts = 0;
    for (let host = 0; host < cpu.length; host++) {
      const load = { cpu: cpu[host], memory: memory[host] };
      if (isCounted[host] && isOverloaded(load, this.cluster.policy)) overloadedHosts++;
    }
    return {
      spread: round(deviation(cpu, isCounted) + deviation(memory, isCounted)),
      peak: round(greatest(cpu, isCounted) + greatest(memory, isCounted)),
      overloadedHosts,
    };
  }
}

/** The index of a number, or where it would be inserted, in a sorted list. */
function placeIn(list: readonly number[], wanted: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nine digits after the point are enough for any reader, and the same on every machine. */
const round = (figure: number): number => Math.round(figure * 1e9) / 1e9;

function greatest(loads: Float64Array, isCounted: Uint8Array): number {
  let most = 0;
  for (let host = 0; host < loads.length; host++) {
    if (isCounted[host] && loads[host] > most) most = loads[host];
  }
  return most;
}

function deviation(loads: Float64Array, isCounted: Uint8Array): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let host = 0; host < loads.length; host++) {
    if (!isCounted[host]) continue;
    count++;
    sum += loads[host];
  }
  if (count === 0) return 0;
  for (let host = 0; host < loads.length; host++) {
    if (isCounted[host]) squares += (loads[host] - sum / count) ** 2;
  }
  return Math.sqrt(squares / count);
}
