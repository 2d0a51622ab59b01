import type { EvenLoads } from '../cluster/even-loads.ts';
import type { Loads, Measure } from './measure.ts';

/**
 * A measure of balance that uses the balanced measure instead of the loads that it is given. A caller of `valueAfter`
 * has the change evaluated by these loads first; a caller of an update has already moved the unit.
 */
export class ByEvenLoads implements Measure {
  private readonly inner: Measure;

  constructor(
    make: (loads: Loads) => Measure,
    private readonly even: EvenLoads,
    isCounted: Uint8Array,
  ) {
    const cpu = Float64Array.from(isCounted, (_, host) => even.cpuLoad(host));
    const memory = Float64Array.from(isCounted, (_, host) => even.memoryLoad(host));
    this.inner = make({ cpu, memory, isCounted });
  }

  get value(): number {
    return this.inner.value;
  }

  get figure(): number {
    return this.inner.figure;
  }

  valueAfter(a: number, _cpuA: number, _memoryA: number, b: number): number {
    const { cpuA, memoryA, cpuB, memoryB } = this.even.after;
    return this.inner.valueAfter(a, cpuA, memoryA, b, cpuB, memoryB);
  }

  update(a: number, _cpuA: number, _memoryA: number, b: number): void {
    const { even } = this;
    this.inner.update(a, even.cpuLoad(a), even.memoryLoad(a), b, even.cpuLoad(b), even.memoryLoad(b));
  }
}
