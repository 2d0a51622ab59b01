import type { Loads, Measure } from './measure.ts';

/**
 * A smooth stand-in for max(cpu load) + max(memory load): norms of order 32, at most a few per cent above the maximum. The
 * maximum itself says nothing about the second fullest host, so a search on it stalls; this one sees all that are near.
 */
export class SmoothPeak implements Measure {
  private readonly cpu: PowerSum;
  private readonly memory: PowerSum;

  constructor(loads: Loads) {
    this.cpu = new PowerSum(loads.cpu, loads.isCounted);
    this.memory = new PowerSum(loads.memory, loads.isCounted);
  }

  get value(): number {
    return this.cpu.norm() + this.memory.norm();
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return this.cpu.normAfter(a, cpuA, b, cpuB) + this.memory.normAfter(a, memoryA, b, memoryB);
  }

  update(host: number, cpu: number, memory: number): void {
    this.cpu.set(host, cpu);
    this.memory.set(host, memory);
  }
}

/**
 * The sum of 32nd powers. They differ by so many orders that taking a great one away would leave mostly rounding; the two
 * greatest are therefore kept apart from the rest, and whichever two hosts change, what stays is exact enough.
 */
class PowerSum {
  private readonly terms: Float64Array;
  private first = -1; // the hosts with the greatest terms
  private second = -1;
  private rest = 0;

  constructor(
    loads: Float64Array,
    private readonly isCounted: Uint8Array,
  ) {
    this.terms = loads.map((load, host) => (isCounted[host] ? power32(load) : 0));
    this.addUp();
  }

  norm(): number {
    return root32(this.rest + this.term(this.first) + this.term(this.second));
  }

  normAfter(a: number, loadA: number, b: number, loadB: number): number {
    let others = this.rest;
    if (this.first !== a && this.first !== b) others += this.term(this.first);
    if (this.second !== a && this.second !== b) others += this.term(this.second);
    if (a !== this.first && a !== this.second) others -= this.terms[a] as number;
    if (b !== this.first && b !== this.second) others -= this.terms[b] as number;
    const newA = this.isCounted[a] ? power32(loadA) : 0;
    const newB = this.isCounted[b] ? power32(loadB) : 0;
    return root32(Math.max(0, others) + newA + newB);
  }

  set(host: number, load: number): void {
    this.terms[host] = this.isCounted[host] ? power32(load) : 0;
    this.addUp();
  }

  private term(host: number): number {
    return host < 0 ? 0 : (this.terms[host] as number);
  }

  private addUp(): void {
    this.first = -1;
    this.second = -1;
    this.rest = 0;
    for (let host = 0; host < this.terms.length; host++) {
      let lowest = host;
      if (this.first < 0 || this.term(host) > this.term(this.first)) {
        lowest = this.second;
        this.second = this.first;
        this.first = host;
      } else if (this.second < 0 || this.term(host) > this.term(this.second)) {
        lowest = this.second;
        this.second = host;
      }
      this.rest += this.term(lowest);
    }
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
