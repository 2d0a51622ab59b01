import type { Policy } from '../../model/policy.ts';
import type { Loads, Measure } from './measure.ts';

/** How far hosts are above the thresholds, summed over hosts and both resources, in fractions. 0: none is overloaded. */
export class Overload implements Measure {
  private readonly terms: Float64Array;
  private sum = 0;
  private readonly cpuThreshold: number;
  private readonly memoryThreshold: number;

  constructor(
    private readonly loads: Loads,
    thresholds: Policy['thresholds'],
  ) {
    this.cpuThreshold = thresholds.cpuPercent / 100;
    this.memoryThreshold = thresholds.memoryPercent / 100;
    this.terms = Float64Array.from(loads.cpu, (cpu, host) =>
      this.excessOf(host, cpu, loads.memory[host] as number),
    );
    this.sum = this.terms.reduce((sum, term) => sum + term, 0);
  }

  get value(): number {
    return this.sum;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    const before = (this.terms[a] as number) + (this.terms[b] as number);
    return this.sum - before + this.excessOf(a, cpuA, memoryA) + this.excessOf(b, cpuB, memoryB);
  }

  update(host: number, cpu: number, memory: number): void {
    this.terms[host] = this.excessOf(host, cpu, memory);
    this.sum = this.terms.reduce((sum, term) => sum + term, 0);
  }

  private excessOf(host: number, cpu: number, memory: number): number {
    if (!this.loads.isCounted[host]) return 0;
    return Math.max(0, cpu - this.cpuThreshold) + Math.max(0, memory - this.memoryThreshold);
  }
}
