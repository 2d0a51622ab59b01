import type { Loads, Measure } from './measure.ts';

/** sd(cpu load) + sd(memory load) over the counted hosts, population standard deviations (SNAPSHOT format, "Objectives"). */
export class Spread implements Measure {
  private readonly cpu: Moments;
  private readonly memory: Moments;

  constructor(loads: Loads) {
    this.cpu = new Moments(loads.cpu, loads.isCounted);
    this.memory = new Moments(loads.memory, loads.isCounted);
  }

  get value(): number {
    return this.cpu.deviation() + this.memory.deviation();
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return this.cpu.deviationAfter(a, cpuA, b, cpuB) + this.memory.deviationAfter(a, memoryA, b, memoryB);
  }

  update(host: number, cpu: number, memory: number): void {
    this.cpu.set(host, cpu);
    this.memory.set(host, memory);
  }
}

/** Sum and sum of squares of numbers, kept about a centre so that little is lost when they are all alike. */
class Moments {
  private readonly offsets: Float64Array;
  private readonly centre: number;
  private readonly count: number;
  private sum = 0;
  private squares = 0;

  constructor(
    loads: Float64Array,
    private readonly isCounted: Uint8Array,
  ) {
    this.count = isCounted.reduce((count, counted) => count + counted, 0);
    const total = loads.reduce((sum, load, host) => sum + (isCounted[host] ? load : 0), 0);
    this.centre = this.count === 0 ? 0 : total / this.count;
    this.offsets = loads.map((load, host) => (isCounted[host] ? load - this.centre : 0));
    this.addUp();
  }

  deviation(): number {
    return this.deviationOf(this.sum, this.squares);
  }

  deviationAfter(a: number, loadA: number, b: number, loadB: number): number {
    const oldA = this.offsets[a] as number;
    const oldB = this.offsets[b] as number;
    const newA = this.isCounted[a] ? loadA - this.centre : 0;
    const newB = this.isCounted[b] ? loadB - this.centre : 0;
    return this.deviationOf(
      this.sum + newA - oldA + newB - oldB,
      this.squares + newA * newA - oldA * oldA + newB * newB - oldB * oldB,
    );
  }

  set(host: number, load: number): void {
    this.offsets[host] = this.isCounted[host] ? load - this.centre : 0;
    this.addUp();
  }

  /** Summed afresh at every change: what many changes leave behind is rounding, and its root would be no longer small. */
  private addUp(): void {
    this.sum = 0;
    this.squares = 0;
    for (let host = 0; host < this.offsets.length; host++) {
      const offset = this.offsets[host] as number;
      this.sum += offset;
      this.squares += offset * offset;
    }
  }

  private deviationOf(sum: number, squares: number): number {
    if (this.count === 0) return 0;
    const mean = sum / this.count;
    return Math.sqrt(Math.max(0, squares / this.count - mean * mean));
  }
}
