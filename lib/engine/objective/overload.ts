import type { Thresholds } from '../../model/policy.ts';
import type { Loads, Measure } from './measure.ts';

/**
 * How far hosts are above the thresholds, summed over hosts and both resources, in fractions. 0: none is overloaded.
 */
export class Overload implements Measure {
  private readonly terms: Float64Array;
  private sum = 0;
  private readonly cpuThreshold: number;
  private readonly memoryThreshold: number;

  constructor(
    private readonly loads: Loads,
    thresholds: Thresholds,
  ) {
    this.cpuThreshold = thresholds.cpuThresholdPercent / 100;
    this.memoryThreshold = thresholds.memoryThresholdPercent / 100;
    this.terms = loads.cpu.map((cpu, host) => this.excessOf(host, cpu, loads.memory[host]));
    this.addUp();
  }

  get value(): number {
    return this.sum;
  }

  get figure(): number {
    return this.sum;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    const change = this.excessOf(a, cpuA, memoryA) + this.excessOf(b, cpuB, memoryB);
    return this.sum + change - this.terms[a] - this.terms[b];
  }

  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void {
    const [termA, termB] = [this.excessOf(a, cpuA, memoryA), this.excessOf(b, cpuB, memoryB)];
    if (termA === this.terms[a] && termB === this.terms[b]) return; // most steps are between hosts below the thresholds
    this.terms[a] = termA;
    this.terms[b] = termB;
    this.addUp();
  }

  private addUp(): void {
    this.sum = 0;
    for (let host = 0; host < this.terms.length; host++) this.sum += this.terms[host];
  }

  private excessOf(host: number, cpu: number, memory: number): number {
    if (!this.loads.isCounted[host]) return 0;
    const [overCpu, overMemory] = [cpu - this.cpuThreshold, memory - this.memoryThreshold];
    return (overCpu > 0 ? overCpu : 0) + (overMemory > 0 ? overMemory : 0);
  }
}
