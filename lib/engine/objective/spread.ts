import type { Loads, Measure } from './measure.ts';
import { Moments } from './moments.ts';

/**
 * sd(cpu load) + sd(memory load) over the counted hosts, population standard deviations (docs/snapshot.md,
 * "Objectives").
 */
export class Spread implements Measure {
  private readonly cpu: Moments;
  private readonly memory: Moments;
  value: number;

  constructor(loads: Loads) {
    this.cpu = new Moments(loads.cpu, loads.isCounted);
    this.memory = new Moments(loads.memory, loads.isCounted);
    this.value = this.cpu.deviation() + this.memory.deviation();
  }

  get figure(): number {
    return this.value;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return this.cpu.deviationAfter(a, cpuA, b, cpuB) + this.memory.deviationAfter(a, memoryA, b, memoryB);
  }

  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void {
    this.cpu.set(a, cpuA, b, cpuB);
    this.memory.set(a, memoryA, b, memoryB);
    this.value = this.cpu.deviation() + this.memory.deviation();
  }
}
