import type { Placement } from '../cluster/placement.ts';
import { Mulberry32 } from './random.ts';
import type { Search } from './search.ts';

/** The typical change of the figure by one step of a small cluster; it is divided by the number of hosts. */
const HOT = 0.05;
const COLD = 0.007;

/** The probabilities of a step of the walk: relocating one unit, and exchanging two; the others replace. */
const ROAMING = { relocate: 0.4, swap: 0.8 };
const FULL = { relocate: 0.3, swap: 0.5 }; // no further VM may move

/** Attempts to find a unit that moves instead of another one. */
const REPLACEMENTS = 6;

/** A walk that only time limits is restarted from the best placement, twice as long. */
const FIRST_WALK = 800_000;

/** Steps before a better placement is checked again; they increase with every refusal. */
const STEPS_BETWEEN_REFUSALS = 1_000;

/** A smaller improvement of the best placement is ignored. */
const NOTICEABLE = 1e-6;

/**
 * Leaves the nearest optimum: a random walk (simulated annealing) that also takes steps with a small loss, less and
 * less often, and then returns to the best placement. The walk is seeded, so the same input gives the same walk.
 * `steps`: the maximum number of placements evaluated. `isGood`: a further condition for the best placement.
 */
export function anneal(
  search: Search,
  hosts: Int32Array,
  { seed, steps, isGood }: { seed: number; steps: number; isGood: (placement: Placement) => boolean },
): void {
  const { limits, placement } = search;
  const end = Math.min(limits.budget, search.spent + steps);
  const units = Int32Array.from(placement.cluster.units.keys()).filter((unit) => limits.isMovable[unit]);
  if (units.length === 0 || hosts.length < 2) return;
  for (let length = FIRST_WALK, i = 0; search.spent < end && !search.isSpent; length *= 2, i++) {
    new Walk(search, units, hosts, seed + i, isGood).run(Math.min(length, end - search.spent));
  }
}

class Walk {
  private readonly random: Mulberry32;
  private readonly away: DisplacedUnits;
  private paid = 0; // for moves and rules since the start
  private best: number;
  private refusals = 0;
  private nextCheck = 0; // a best placement was refused: its neighbours most often are too, and checking takes long
  private readonly bestHosts: Int32Array;

  constructor(
    private readonly search: Search,
    private readonly units: Int32Array,
    private readonly hosts: Int32Array,
    seed: number,
    private readonly isGood: (placement: Placement) => boolean,
  ) {
    this.random = new Mulberry32(seed);
    this.away = new DisplacedUnits(search, units);
    this.best = search.measure.figure;
    this.bestHosts = Int32Array.from(search.placement.hostOf);
  }

  run(steps: number): void {
    const { search } = this;
    const normalFloor = search.floor;
    const begin = search.spent;
    const hot = search.heatScale(this.hosts.length) * HOT;
    for (let walked = 0; walked < steps && !search.isSpent; walked = search.spent - begin) {
      const heat = hot * (COLD / HOT) ** (walked / steps);
      // A loss that would be accepted with a probability below e^-8 is not evaluated exactly.
      search.floor = -8 * heat;
      for (let i = 0; i < 64; i++) this.step(heat);
    }
    search.floor = normalFloor;
    for (const unit of this.units) search.shift(unit, this.bestHosts[unit]);
  }

  private step(heat: number): void {
    const isFull = this.search.movesLeft <= 0;
    const share = isFull ? FULL : ROAMING;
    const from = isFull ? this.away.list : this.units;
    const count = isFull ? this.away.count : this.units.length;
    const choice = this.random.next();
    if (count === 0 || choice >= share.swap) this.replace(heat);
    else if (choice < share.relocate) this.relocate(this.pick(from, count), heat);
    else this.swap(this.pick(from, count), this.pick(from, count), heat);
    this.search.spent++; // an attempt counts, even if it is rejected at once
  }

  private relocate(unit: number, heat: number): void {
    const to = this.pick(this.hosts, this.hosts.length);
    const gain = this.search.gainOfRelocating(unit, to);
    if (this.isTaken(gain, heat)) this.take(unit, to, gain);
  }

  private swap(unit: number, partner: number, heat: number): void {
    const gain = this.search.gainOfSwapping(unit, partner);
    if (!this.isTaken(gain, heat)) return;
    const { hostOf } = this.search.placement;
    const [from, to] = [hostOf[unit], hostOf[partner]];
    const before = this.search.measure.value;
    this.move(unit, to);
    this.move(partner, from);
    this.arrive(before, gain);
  }

  /** A displaced unit returns home and another one moves instead: the only step if no further move is allowed. */
  private replace(heat: number): void {
    const { search, away } = this;
    if (away.count === 0) return;
    const returning = this.pick(away.list, away.count);
    const was = search.placement.hostOf[returning];
    const price = search.gainOfReturning(returning);
    if (price === Number.NEGATIVE_INFINITY) return;
    const before = search.measure.value;
    search.shift(returning, search.costs.homeOf(returning));
    for (let i = 0; i < REPLACEMENTS; i++) {
      const unit = this.pick(this.units, this.units.length);
      const to = this.random.next() < 0.5 ? was : this.pick(this.hosts, this.hosts.length);
      if (unit === returning) continue;
      search.floor = -8 * heat - price;
      const gain = search.gainOfRelocating(unit, to);
      search.floor = -8 * heat;
      if (!this.isTaken(gain + price, heat)) continue;
      away.note(returning);
      this.move(unit, to);
      this.arrive(before, gain + price);
      return;
    }
    search.shift(returning, was);
  }

  private isTaken(gain: number, heat: number): boolean {
    return gain > 0 || (gain > -8 * heat && this.random.next() < Math.exp(gain / heat));
  }

  private take(unit: number, to: number, gain: number): void {
    const before = this.search.measure.value;
    this.move(unit, to);
    this.arrive(before, gain);
  }

  private move(unit: number, to: number): void {
    this.search.shift(unit, to);
    this.away.note(unit);
  }

  /** The walk follows the measure's value; the best placement is the one with the best figure, less its costs. */
  private arrive(before: number, gain: number): void {
    const { measure, placement } = this.search;
    this.paid += before - measure.value - gain;
    const total = measure.figure + this.paid;
    if (total >= this.best - NOTICEABLE || this.search.spent < this.nextCheck) return;
    if (!this.isGood(placement)) {
      this.refusals++;
      this.nextCheck = this.search.spent + STEPS_BETWEEN_REFUSALS * (1 + this.refusals / 50);
      return;
    }
    this.best = total;
    this.bestHosts.set(placement.hostOf);
  }

  private pick(from: Int32Array, count: number): number {
    return from[Math.floor(this.random.next() * count)];
  }
}

/** The displaced units, as a list to pick from. */
class DisplacedUnits {
  readonly list: Int32Array;
  count = 0;
  private readonly slotOf: Int32Array;

  constructor(
    private readonly search: Search,
    units: Int32Array,
  ) {
    const size = search.placement.hostOf.length;
    this.list = new Int32Array(size);
    this.slotOf = new Int32Array(size).fill(-1);
    for (const unit of units) this.note(unit);
  }

  /** Must be called for every unit that was moved. */
  note(unit: number): void {
    const slot = this.slotOf[unit];
    const isAway = this.search.placement.hostOf[unit] !== this.search.costs.homeOf(unit);
    if (isAway === slot >= 0) return;
    if (isAway) {
      this.slotOf[unit] = this.count;
      this.list[this.count++] = unit;
      return;
    }
    const last = this.list[--this.count];
    this.list[slot] = last;
    this.slotOf[last] = slot;
    this.slotOf[unit] = -1;
  }
}
