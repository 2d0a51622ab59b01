import type { Policy } from '../../model/policy.ts';
import type { Objective } from '../../model/policy-fields.ts';
import type { EvenLoads } from '../cluster/even-loads.ts';
import { ByEvenLoads } from './by-even-loads.ts';
import type { Loads, Measure } from './measure.ts';
import { Overload } from './overload.ts';
import { Peak } from './peak.ts';
import { Spread } from './spread.ts';
import { Unevenness } from './unevenness.ts';

type MeasureName = 'overload' | 'spread' | 'peak' | 'unevenness';

/**
 * What is minimized: the objective's own figure, if the policy has a minimum gain of it; otherwise the worth of moves
 * on their two hosts ('-by-worth'); or, for a walk that must pass through an overload, overload with a low weight.
 */
export type Weighing = Objective | `${Objective}-by-worth` | 'relieve-roughly';

/** Overload outweighs any balance: a host one percent above its threshold counts as 1. */
const measureWeights: Record<Weighing, Partial<Record<MeasureName, number>>> = {
  relieve: { overload: 100, spread: 1 },
  'relieve-roughly': { overload: 0.5, spread: 1 },
  spread: { spread: 1 },
  peak: { peak: 1 },
  'relieve-by-worth': { overload: 100, unevenness: 1 },
  'spread-by-worth': { unevenness: 1 },
  'peak-by-worth': { peak: 0.5, unevenness: 1 },
};

/** A minimum gain in the policy refers to the objective's figure; without one a move is judged on its two hosts. */
export const weighingOf = ({ objective, minGain }: Policy): Weighing =>
  minGain === null ? `${objective}-by-worth` : objective;

/** Other costs of a search, in units of the objective's figure. */
export const costs = {
  brokenShouldRule: 0.02, // a VM on a host that violates a `should` rule
  movedVm: 0.002, // times the scale of gains: the minimum for any move, even if any gain is allowed; less is noise
  migrationSecond: 0.00001, // times the scale of gains: prefers the faster of two moves with the same gain
} as const;

const perHost = (hosts: number) => 1 / hosts;
const alone = () => 0.1;

/** Roughly the maximum gain of one move: in the spread a host is one of many, but it may be the peak alone. */
const gainScales: Record<Weighing, (hosts: number) => number> = {
  relieve: perHost,
  'relieve-roughly': perHost,
  spread: perHost,
  peak: alone,
  'relieve-by-worth': alone,
  'spread-by-worth': alone,
  'peak-by-worth': alone,
};

const makers: Record<MeasureName, (loads: Loads, policy: Policy) => Measure> = {
  overload: (loads, policy) => new Overload(loads, policy),
  spread: (loads) => new Spread(loads),
  peak: (loads) => new Peak(loads),
  unevenness: (loads) => new Unevenness(loads),
};

/**
 * What a search minimizes: one of the table's measures, or their weighted sum. `even`: the balanced measure, if it is
 * not use.
 */
export function makeMeasure(
  weighing: Weighing,
  loads: Loads,
  policy: Policy,
  even: EvenLoads | null = null,
): Measure {
  const make = (name: MeasureName) =>
    even === null || name === 'overload'
      ? makers[name](loads, policy)
      : new ByEvenLoads((found) => makers[name](found, policy), even, loads.isCounted);
  const parts = (Object.keys(makers) as MeasureName[]).flatMap((name) => {
    const weight = measureWeights[weighing][name];
    return weight === undefined ? [] : [{ measure: make(name), weight }];
  });
  const [first, second] = [parts.at(0), parts.at(1)];
  if (first === undefined) throw new RangeError(`nothing is weighed for ${weighing}`);
  return second === undefined ? first.measure : new WeightedSum(first, second);
}

/** The factor for the costs of a move in a cluster with this many online hosts. */
export const gainScale = (weighing: Weighing, hosts: number): number =>
  gainScales[weighing](Math.max(1, hosts));

interface Part {
  readonly measure: Measure;
  readonly weight: number;
}

class WeightedSum implements Measure {
  constructor(
    private readonly first: Part,
    private readonly second: Part,
  ) {}

  get value(): number {
    return this.first.weight * this.first.measure.value + this.second.weight * this.second.measure.value;
  }

  get figure(): number {
    return this.first.weight * this.first.measure.figure + this.second.weight * this.second.measure.figure;
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return (
      this.first.weight * this.first.measure.valueAfter(a, cpuA, memoryA, b, cpuB, memoryB) +
      this.second.weight * this.second.measure.valueAfter(a, cpuA, memoryA, b, cpuB, memoryB)
    );
  }

  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void {
    this.first.measure.update(a, cpuA, memoryA, b, cpuB, memoryB);
    this.second.measure.update(a, cpuA, memoryA, b, cpuB, memoryB);
  }
}
