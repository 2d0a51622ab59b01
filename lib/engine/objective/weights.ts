import type { Objective, Policy } from '../../model/policy.ts';
import type { Loads, Measure } from './measure.ts';
import { Overload } from './overload.ts';
import { SmoothPeak } from './peak.ts';
import { Spread } from './spread.ts';

type MeasureName = 'overload' | 'spread' | 'peak';

/** What each objective weighs. Overload outweighs any evenness: a host one per cent above its threshold counts as 1. */
const measureWeights: Record<Objective, readonly (readonly [MeasureName, number])[]> = {
  relieve: [
    ['overload', 100],
    ['spread', 1],
  ],
  spread: [['spread', 1]],
  peak: [['peak', 1]],
};

/** What else a search pays for, in units of the objective's figure. */
export const costs = {
  brokenShouldRule: 0.02, // a VM where a `should` rule does not want it
  migrationSecond: 1e-6, // decides between moves of the same gain: the quicker one
} as const;

const makers: Record<MeasureName, (loads: Loads, policy: Policy) => Measure> = {
  overload: (loads, policy) => new Overload(loads, policy.thresholds),
  spread: (loads) => new Spread(loads),
  peak: (loads) => new SmoothPeak(loads),
};

/** The measure of an objective: one of the table's, or their weighted sum. */
export function makeMeasure(objective: Objective, loads: Loads, policy: Policy): Measure {
  const parts = measureWeights[objective].map(([name, weight]) => ({
    measure: makers[name](loads, policy),
    weight,
  }));
  const [only] = parts;
  return parts.length === 1 && only ? only.measure : new WeightedSum(parts);
}

class WeightedSum implements Measure {
  constructor(private readonly parts: readonly { measure: Measure; weight: number }[]) {}

  get value(): number {
    let sum = 0;
    for (const { measure, weight } of this.parts) sum += weight * measure.value;
    return sum;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    let sum = 0;
    for (const { measure, weight } of this.parts)
      sum += weight * measure.valueAfter(a, cpuA, memoryA, b, cpuB, memoryB);
    return sum;
  }

  update(host: number, cpu: number, memory: number): void {
    for (const { measure } of this.parts) measure.update(host, cpu, memory);
  }
}
