import type { Cluster } from '../cluster/cluster.ts';

/**
 * The cluster while a plan is carried out. A moving VM counts on both hosts, for memory and for rules, until its wave
 * ends. CPU and memory load count at the destination at once and leave the source at the end, which is the worst
 * case.
 */
export class Transit {
  private readonly host: Int32Array; // a VM each: where it runs
  private readonly target: Int32Array; // for each VM: its destination; -1 if it is not moving
  private readonly heldMiB: Float64Array; // a host each
  private readonly poolHeldMiB: readonly Float64Array[]; // a page size, a host each
  private readonly cpuMhz: Float64Array;
  private readonly memoryMiB: Float64Array;
  private readonly busy: Int32Array; // moves in and out at this moment
  private moving: number[] = [];

  constructor(readonly cluster: Cluster) {
    this.host = Int32Array.from(cluster.homeOf);
    this.target = new Int32Array(cluster.vms.length).fill(-1);
    this.heldMiB = new Float64Array(cluster.hosts.length);
    this.poolHeldMiB = cluster.pageSizes.map(() => new Float64Array(cluster.hosts.length));
    this.cpuMhz = new Float64Array(cluster.hosts.length);
    this.memoryMiB = new Float64Array(cluster.hosts.length);
    this.busy = new Int32Array(cluster.hosts.length);
    for (const vm of cluster.vms.keys()) this.count(vm, this.host[vm], 1);
  }

  hostOf(vm: number): number {
    return this.host[vm];
  }

  cpuLoad(host: number): number {
    return this.cpuMhz[host] / this.cluster.cpuCapacity[host];
  }

  memoryLoad(host: number): number {
    return this.memoryMiB[host] / this.cluster.memoryCapacity[host];
  }

  /** Free memory for the VM beside all VMs that are there or in flight, and a free slot at both hosts. */
  hasFreeMemory(vm: number, to: number): boolean {
    const held = this.cluster.heldMiB[vm];
    const limit = this.cluster.policy.movesPerHost;
    const from = this.host[vm];
    if (this.busy[from] >= limit || this.busy[to] >= limit) return false;
    if (held > 0 && this.heldMiB[to] + held > this.cluster.memoryLimit[to]) return false;
    return this.hasHugePages(vm, to);
  }

  private hasHugePages(vm: number, to: number): boolean {
    const pooled = this.cluster.pooledOf[vm];
    if (!pooled) return true;
    const free = this.cluster.pools[pooled.pool][to] - this.poolHeldMiB[pooled.pool][to];
    return pooled.heldMiB <= free;
  }

  /**
   * `apart` and `spreadRacks` as `must` rules, with moving VMs on both hosts. `together` cannot hold while VMs move.
   */
  keepsRules(vm: number, to: number): boolean {
    const { cluster } = this;
    for (const { rule } of cluster.units[cluster.unitOf[vm]].rules) {
      const compiled = cluster.rules[rule];
      if (!compiled.isMust || !compiled.members.includes(vm)) continue;
      if (compiled.rule.kind === 'apart') {
        if (compiled.members.some((other) => other !== vm && this.isAt(other, (host) => host === to)))
          return false;
      } else if (compiled.rule.kind === 'spreadRacks') {
        const rack = cluster.rackOf[to];
        if (rack < 0 || rack === cluster.rackOf[this.host[vm]]) continue;
        const inRack = compiled.members.reduce(
          (count, other) =>
            count + (other !== vm && this.isAt(other, (host) => cluster.rackOf[host] === rack) ? 1 : 0),
          0,
        );
        if (inRack + 1 > compiled.limit) return false;
      }
    }
    return true;
  }

  /** Whether this much more memory fits beside all VMs that are there or in flight. */
  fits(host: number, heldMiB: number): boolean {
    return this.heldMiB[host] + heldMiB <= this.cluster.memoryLimit[host];
  }

  freeMiB(host: number): number {
    return this.cluster.memoryLimit[host] - this.heldMiB[host];
  }

  isMoving(vm: number): boolean {
    return this.target[vm] >= 0;
  }

  /** Moves a VM at once, without being in flight; returns its previous host. */
  settle(vm: number, to: number): number {
    const from = this.host[vm];
    this.count(vm, from, -1);
    this.host[vm] = to;
    this.count(vm, to, 1);
    return from;
  }

  start(vm: number, to: number): void {
    this.target[vm] = to;
    this.moving.push(vm);
    this.count(vm, to, 1);
    this.occupy(this.host[vm], to, 1);
  }

  takeBack(vm: number): void {
    const to = this.target[vm];
    this.moving = this.moving.filter((other) => other !== vm);
    this.target[vm] = -1;
    this.count(vm, to, -1);
    this.occupy(this.host[vm], to, -1);
  }

  /** All moves in progress arrive. */
  endWave(): void {
    for (const vm of this.moving) {
      const [from, to] = [this.host[vm], this.target[vm]];
      this.count(vm, from, -1);
      this.occupy(from, to, -1);
      this.host[vm] = to;
      this.target[vm] = -1;
    }
    this.moving = [];
  }

  private isAt(vm: number, isThere: (host: number) => boolean): boolean {
    const target = this.target[vm];
    return isThere(this.host[vm]) || (target >= 0 && isThere(target));
  }

  private count(vm: number, host: number, sign: 1 | -1): void {
    const { cluster } = this;
    this.heldMiB[host] += sign * cluster.heldMiB[vm];
    const pooled = cluster.pooledOf[vm];
    if (pooled) this.poolHeldMiB[pooled.pool][host] += sign * pooled.heldMiB;
    this.cpuMhz[host] += sign * cluster.cpuMhz[vm];
    this.memoryMiB[host] += sign * cluster.memoryMiB[vm];
  }

  private occupy(from: number, to: number, sign: 1 | -1): void {
    this.busy[from] += sign;
    this.busy[to] += sign;
  }
}
