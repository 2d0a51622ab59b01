import type { Cluster } from './cluster.ts';
import { EvenLoads } from './even-loads.ts';

/**
 * The host of every unit, and the resulting use of each host. It is the only thing that changes during a search:
 * `move` is cheap, so a search tries moves and takes them back. All arrays may be read; only `move` writes.
 */
export class Placement {
  readonly hostOf: Int32Array; // a unit each
  readonly unitCpuMhz: Float64Array;
  readonly unitMemoryMiB: Float64Array;
  readonly unitHeldMiB: Float64Array;
  readonly cpuMhz: Float64Array; // a host each
  readonly memoryMiB: Float64Array;
  readonly heldMiB: Float64Array;
  readonly even: EvenLoads | null; // what is made even; null: use
  private readonly poolHeldMiB: readonly Float64Array[]; // a page size, a host each
  private readonly residents: number[][];
  private readonly slotOf: Int32Array; // the index of a unit among its host's residents
  private readonly counts: Int32Array[]; // for each rule: members by host, or by rack for spreadRacks

  constructor(readonly cluster: Cluster) {
    const { units, hosts, rules } = cluster;
    const sumOf = (amounts: Float64Array) =>
      Float64Array.from(units, ({ members }) => members.reduce((sum, vm) => sum + amounts[vm], 0));
    this.hostOf = Int32Array.from(units, ({ home }) => home);
    this.unitCpuMhz = sumOf(cluster.cpuMhz);
    this.unitMemoryMiB = sumOf(cluster.memoryMiB);
    this.unitHeldMiB = sumOf(cluster.heldMiB);
    this.cpuMhz = new Float64Array(hosts.length);
    this.memoryMiB = new Float64Array(hosts.length);
    this.heldMiB = new Float64Array(hosts.length);
    this.even = cluster.even === null ? null : new EvenLoads(cluster.even, cluster);
    this.poolHeldMiB = cluster.pageSizes.map(() => new Float64Array(hosts.length));
    this.residents = hosts.map(() => []);
    this.slotOf = new Int32Array(units.length);
    this.counts = rules.map(({ rule }) =>
      rule.kind === 'spreadRacks' ? new Int32Array(cluster.rackNames.length) : new Int32Array(hosts.length),
    );
    units.forEach((unit, i) => {
      this.arrive(i, unit.home);
    });
  }

  residentsOf(host: number): readonly number[] {
    return this.residents[host];
  }

  hostOfVm(vm: number): number {
    return this.hostOf[this.cluster.unitOf[vm]];
  }

  /** How many VMs of the rule are on the host; for spreadRacks, in the host's rack. */
  membersAt(rule: number, host: number): number {
    const place = this.placeOf(rule, host);
    return place < 0 ? 0 : this.counts[rule][place];
  }

  /** MiB left in the host's pool of huge pages of a size. */
  poolFreeMiB(pool: number, host: number): number {
    const total = this.cluster.pools[pool][host];
    return total - this.poolHeldMiB[pool][host];
  }

  cpuLoad(host: number): number {
    return this.cpuMhz[host] / this.cluster.cpuCapacity[host];
  }

  memoryLoad(host: number): number {
    return this.memoryMiB[host] / this.cluster.memoryCapacity[host];
  }

  /** The host's CPU load with the unit added. */
  cpuLoadWith(unit: number, host: number): number {
    const added = this.hostOf[unit] === host ? 0 : this.unitCpuMhz[unit];
    return (this.cpuMhz[host] + added) / this.cluster.cpuCapacity[host];
  }

  memoryLoadWith(unit: number, host: number): number {
    const added = this.hostOf[unit] === host ? 0 : this.unitMemoryMiB[unit];
    return (this.memoryMiB[host] + added) / this.cluster.memoryCapacity[host];
  }

  isDisplaced(unit: number): boolean {
    return this.hostOf[unit] !== this.cluster.units[unit].home;
  }

  move(unit: number, to: number): void {
    const from = this.hostOf[unit];
    if (from === to) return;
    this.leave(unit, from);
    this.arrive(unit, to);
  }

  /** Puts every unit on the host that it has in `hostOf`, a copy made earlier. */
  restore(hostOf: Int32Array): void {
    for (let unit = 0; unit < hostOf.length; unit++) this.move(unit, hostOf[unit]);
  }

  private leave(unit: number, from: number): void {
    const residents = this.residents[from];
    const last = residents[residents.length - 1];
    residents.pop();
    if (last !== unit) {
      residents[this.slotOf[unit]] = last;
      this.slotOf[last] = this.slotOf[unit];
    }
    this.add(unit, from, -1);
  }

  private arrive(unit: number, to: number): void {
    const residents = this.residents[to];
    this.slotOf[unit] = residents.length;
    residents.push(unit);
    this.hostOf[unit] = to;
    this.add(unit, to, 1);
  }

  private add(unit: number, host: number, sign: 1 | -1): void {
    this.cpuMhz[host] += sign * this.unitCpuMhz[unit];
    this.memoryMiB[host] += sign * this.unitMemoryMiB[unit];
    this.heldMiB[host] += sign * this.unitHeldMiB[unit];
    this.even?.add(unit, host, sign);
    for (const { pool, heldMiB } of this.cluster.units[unit].pooled) {
      this.poolHeldMiB[pool][host] += sign * heldMiB;
    }
    for (const { rule, count } of this.cluster.units[unit].rules) {
      const place = this.placeOf(rule, host);
      if (place >= 0) this.counts[rule][place] += sign * count;
    }
  }

  private placeOf(rule: number, host: number): number {
    return this.cluster.rules[rule].rule.kind === 'spreadRacks' ? this.cluster.rackOf[host] : host;
  }
}

/** The VMs on another host than in the snapshot, with their hosts. */
export function transfersOf(placement: Placement): { vm: number; to: number }[] {
  const { cluster } = placement;
  return [...cluster.vms.keys()].flatMap((vm) => {
    const to = placement.hostOfVm(vm);
    return to === cluster.homeOf[vm] ? [] : [{ vm, to }];
  });
}

/** The loads of the hosts with every unit on its first host. */
export function loadsAtHome({ cluster, unitCpuMhz, unitMemoryMiB }: Placement): {
  cpu: Float64Array;
  memory: Float64Array;
} {
  const cpu = new Float64Array(cluster.hosts.length);
  const memory = new Float64Array(cluster.hosts.length);
  for (const [unit, { home }] of cluster.units.entries()) {
    cpu[home] += unitCpuMhz[unit] / cluster.cpuCapacity[home];
    memory[home] += unitMemoryMiB[unit] / cluster.memoryCapacity[home];
  }
  return { cpu, memory };
}
