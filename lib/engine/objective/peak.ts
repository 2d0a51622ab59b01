import type { Loads, Measure } from './measure.ts';

/**
 * A smooth stand-in for max(cpu load) + max(memory load): norms of order 32, at most a few per cent above the maximum. The
 * maximum itself says nothing about the second fullest host, so a search on it stalls; this one sees all that are near.
 */
export class SmoothPeak implements Measure {
  private readonly cpu: Float64Array;
  private readonly memory: Float64Array;
  private cpuSum = 0;
  private memorySum = 0;

  constructor(private readonly loads: Loads) {
    this.cpu = loads.cpu.map((load, host) => (loads.isCounted[host] ? power32(load) : 0));
    this.memory = loads.memory.map((load, host) => (loads.isCounted[host] ? power32(load) : 0));
    for (const term of this.cpu) this.cpuSum += term;
    for (const term of this.memory) this.memorySum += term;
  }

  get value(): number {
    return root32(this.cpuSum) + root32(this.memorySum);
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    const { isCounted } = this.loads;
    const [countA, countB] = [isCounted[a] as number, isCounted[b] as number];
    const cpu =
      countA * power32(cpuA) - (this.cpu[a] as number) + countB * power32(cpuB) - (this.cpu[b] as number);
    const memory =
      countA * power32(memoryA) -
      (this.memory[a] as number) +
      countB * power32(memoryB) -
      (this.memory[b] as number);
    return root32(this.cpuSum + cpu) + root32(this.memorySum + memory);
  }

  update(host: number, cpu: number, memory: number): void {
    if (!this.loads.isCounted[host]) return;
    this.cpu[host] = power32(cpu);
    this.memory[host] = power32(memory);
    // Summed afresh: what remains after a great term was taken away would be mostly rounding.
    this.cpuSum = this.cpu.reduce((sum, term) => sum + term, 0);
    this.memorySum = this.memory.reduce((sum, term) => sum + term, 0);
  }
}

function power32(load: number): number {
  const bounded = Math.min(load, 1e8); // keeps the power a finite number
  const power2 = bounded * bounded;
  const power4 = power2 * power2;
  const power8 = power4 * power4;
  const power16 = power8 * power8;
  return power16 * power16;
}

function root32(sum: number): number {
  return sum <= 0 ? 0 : Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(sum)))));
}
