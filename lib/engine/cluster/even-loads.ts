import type { Cluster } from './cluster.ts';
import type { EvenAmounts } from './even-amounts.ts';

/** The loads that are made even where that is not use, kept beside those of use: see Placement, which keeps them in step. */
export class EvenLoads {
  private readonly unitCpu: Float64Array;
  private readonly unitMemory: Float64Array;
  private readonly cpu: Float64Array; // a host each
  private readonly memory: Float64Array;
  /** The loads that two hosts would have after the change that was foreseen last. */
  readonly after = { cpuA: 0, memoryA: 0, cpuB: 0, memoryB: 0 };

  constructor(
    private readonly amounts: EvenAmounts,
    { units, hosts }: Pick<Cluster, 'units' | 'hosts'>,
  ) {
    const sumOf = (values: Float64Array) =>
      Float64Array.from(units, ({ members }) => members.reduce((sum, vm) => sum + (values[vm] ?? 0), 0));
    this.unitCpu = sumOf(amounts.cpu);
    this.unitMemory = sumOf(amounts.memory);
    this.cpu = new Float64Array(hosts.length);
    this.memory = new Float64Array(hosts.length);
  }

  add(unit: number, host: number, sign: 1 | -1): void {
    this.cpu[host] = (this.cpu[host] as number) + sign * (this.unitCpu[unit] as number);
    this.memory[host] = (this.memory[host] as number) + sign * (this.unitMemory[unit] as number);
  }

  cpuLoad(host: number): number {
    return (this.cpu[host] as number) / (this.amounts.cpuCapacity[host] as number);
  }

  memoryLoad(host: number): number {
    return (this.memory[host] as number) / (this.amounts.memoryCapacity[host] as number);
  }

  /** A unit's share of a host: of its CPU and of its memory, together. */
  shareOf(unit: number, host: number): number {
    const { cpuCapacity, memoryCapacity } = this.amounts;
    return (
      (this.unitCpu[unit] as number) / (cpuCapacity[host] as number) +
      (this.unitMemory[unit] as number) / (memoryCapacity[host] as number)
    );
  }

  /** Notes the loads if the unit left host `a` for host `b`, and the partner (-1: none) came the other way. */
  foresee(a: number, unit: number, b: number, partner: number): void {
    const cpu = (this.unitCpu[partner] ?? 0) - (this.unitCpu[unit] as number);
    const memory = (this.unitMemory[partner] ?? 0) - (this.unitMemory[unit] as number);
    const { cpuCapacity, memoryCapacity } = this.amounts;
    this.after.cpuA = ((this.cpu[a] as number) + cpu) / (cpuCapacity[a] as number);
    this.after.cpuB = ((this.cpu[b] as number) - cpu) / (cpuCapacity[b] as number);
    this.after.memoryA = ((this.memory[a] as number) + memory) / (memoryCapacity[a] as number);
    this.after.memoryB = ((this.memory[b] as number) - memory) / (memoryCapacity[b] as number);
  }

  /** Notes the loads if the two hosts were alike. */
  foreseeAlike(a: number, b: number): void {
    const alike = (sums: Float64Array, capacities: Float64Array) =>
      ((sums[a] as number) + (sums[b] as number)) / ((capacities[a] as number) + (capacities[b] as number));
    this.after.cpuA = this.after.cpuB = alike(this.cpu, this.amounts.cpuCapacity);
    this.after.memoryA = this.after.memoryB = alike(this.memory, this.amounts.memoryCapacity);
  }
}
