import type { Loads, Measure } from './measure.ts';
import { Moments } from './moments.ts';

/**
 * Half the sum, over the counted hosts and both resources, of the squared differences from the mean load. The effect
 * of a move depends only on its two hosts, however many others there are: moving load x from a host to one with d
 * less reduces it by x (d - x).
 */
export class Unevenness implements Measure {
  private readonly cpu: Moments;
  private readonly memory: Moments;
  value: number;

  constructor(loads: Loads) {
    this.cpu = new Moments(loads.cpu, loads.isCounted);
    this.memory = new Moments(loads.memory, loads.isCounted);
    this.value = this.of(this.cpu.variance(), this.memory.variance());
  }

  get figure(): number {
    return this.value;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return this.of(
      this.cpu.varianceAfter(a, cpuA, b, cpuB),
      this.memory.varianceAfter(a, memoryA, b, memoryB),
    );
  }

  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void {
    this.cpu.set(a, cpuA, b, cpuB);
    this.memory.set(a, memoryA, b, memoryB);
    this.value = this.of(this.cpu.variance(), this.memory.variance());
  }

  private of(cpuVariance: number, memoryVariance: number): number {
    return (this.cpu.count * (cpuVariance + memoryVariance)) / 2;
  }
}
