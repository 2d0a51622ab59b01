import type { Cluster } from './cluster.ts';
import type { EvenAmounts } from './even-amounts.ts';

/** The loads that are balanced if they are not those of use, kept beside them: Placement updates both. */
export class EvenLoads {
  private readonly unitCpu: Float64Array;
  private readonly unitMemory: Float64Array;
  private readonly cpu: Float64Array; // a host each
  private readonly memory: Float64Array;
  /** The loads that two hosts would have after the change that was evaluated last. */
  readonly after = { cpuA: 0, memoryA: 0, cpuB: 0, memoryB: 0 };

  constructor(
    private readonly amounts: EvenAmounts,
    { units, hosts }: Pick<Cluster, 'units' | 'hosts'>,
  ) {
    const sumOf = (values: Float64Array) =>
      Float64Array.from(units, ({ members }) => members.reduce((sum, vm) => sum + values[vm], 0));
    this.unitCpu = sumOf(amounts.cpu);
    this.unitMemory = sumOf(amounts.memory);
    this.cpu = new Float64Array(hosts.length);
    this.memory = new Float64Array(hosts.length);
  }

  add(unit: number, host: number, sign: 1 | -1): void {
    this.cpu[host] += sign * this.unitCpu[unit];
    this.memory[host] += sign * this.unitMemory[unit];
  }

  cpuLoad(host: number): number {
    return this.cpu[host] / this.amounts.cpuCapacity[host];
  }

  memoryLoad(host: number): number {
    return this.memory[host] / this.amounts.memoryCapacity[host];
  }

  /** A unit's share of a host: the sum for CPU and memory. */
  shareOf(unit: number, host: number): number {
    const { cpuCapacity, memoryCapacity } = this.amounts;
    return this.unitCpu[unit] / cpuCapacity[host] + this.unitMemory[unit] / memoryCapacity[host];
  }

  /**
   * Computes the loads if the unit moved from host `a` to host `b`, and the partner (-1: none) in the other
   * direction.
   */
  foresee(a: number, unit: number, b: number, partner: number): void {
    const cpu = (partner < 0 ? 0 : this.unitCpu[partner]) - this.unitCpu[unit];
    const memory = (partner < 0 ? 0 : this.unitMemory[partner]) - this.unitMemory[unit];
    const { cpuCapacity, memoryCapacity } = this.amounts;
    this.after.cpuA = (this.cpu[a] + cpu) / cpuCapacity[a];
    this.after.cpuB = (this.cpu[b] - cpu) / cpuCapacity[b];
    this.after.memoryA = (this.memory[a] + memory) / memoryCapacity[a];
    this.after.memoryB = (this.memory[b] - memory) / memoryCapacity[b];
  }

  /** Computes the loads if the two hosts had the same load. */
  foreseeAlike(a: number, b: number): void {
    const alike = (sums: Float64Array, capacities: Float64Array) =>
      (sums[a] + sums[b]) / (capacities[a] + capacities[b]);
    this.after.cpuA = this.after.cpuB = alike(this.cpu, this.amounts.cpuCapacity);
    this.after.memoryA = this.after.memoryB = alike(this.memory, this.amounts.memoryCapacity);
  }
}
