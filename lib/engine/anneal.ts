import { improve } from './improve.ts';
import type { Search } from './search.ts';

/** Larger clusters (units x hosts) have too many neighbours for a walk to pay; best-first steps serve them well. */
const LARGEST = 12_000;
const STEPS_PER_NEIGHBOUR = 120;
const MOST_STEPS = 400_000;

/** Losses that are taken now and then: in the beginning, and at the end, in units of the measure. */
const HOT = 0.01;
const COLD = 0.0001;

/**
 * Leaves the nearest optimum: a random walk (simulated annealing) that also takes steps that lose a little, less and less, then
 * goes back to the best placement it met and improves that. The walk is seeded, so the same input walks the same way.
 */
export function anneal(search: Search, hosts: Int32Array, seed: number): void {
  const units = [...search.placement.cluster.units.keys()].filter((unit) => search.limits.isMovable[unit]);
  const neighbours = units.length * hosts.length;
  if (neighbours === 0 || neighbours > LARGEST || search.displaced === 0) return;
  new Walk(search, Int32Array.from(units), hosts, seed).run(
    Math.min(MOST_STEPS, neighbours * STEPS_PER_NEIGHBOUR, search.limits.budget - search.spent),
  );
  improve(search);
}

class Walk {
  private state: number;
  private gained = 0; // since the start
  private best = 0;
  private bestHosts: Int32Array;
  private isAtBest = true;

  constructor(
    private readonly search: Search,
    private readonly units: Int32Array,
    private readonly hosts: Int32Array,
    seed: number,
  ) {
    this.state = seed;
    this.bestHosts = Int32Array.from(search.placement.hostOf);
  }

  run(steps: number): void {
    const cooling = (COLD / HOT) ** (1 / Math.max(1, steps));
    let heat = HOT;
    const normalFloor = this.search.floor;
    for (let i = 0; i < steps; i++, heat *= cooling) {
      const choice = this.random();
      // A loss of which less than one in e^8 would be taken is not worth working out.
      this.search.floor = -8 * heat;
      if (choice < 0.4) this.relocate(heat);
      else if (choice < 0.8) this.swap(heat);
      else this.replace(heat);
    }
    this.search.floor = normalFloor;
    this.keepIfBest();
    for (const unit of this.units) this.search.shift(unit, this.bestHosts[unit] as number);
  }

  private relocate(heat: number): void {
    const [unit, to] = [this.pick(this.units), this.pick(this.hosts)];
    const gain = this.search.gainOfRelocating(unit, to);
    if (!this.isTaken(gain, heat)) return;
    this.leaveBest();
    this.search.shift(unit, to);
    this.arrive(gain);
  }

  private swap(heat: number): void {
    const [unit, partner] = [this.pick(this.units), this.pick(this.units)];
    const gain = this.search.gainOfSwapping(unit, partner);
    if (!this.isTaken(gain, heat)) return;
    this.leaveBest();
    const { hostOf } = this.search.placement;
    this.search.apply({ unit, to: hostOf[partner] as number, partner, gain, moves: 0 });
    this.arrive(gain);
  }

  /** A displaced unit goes home and another one moves instead: the way on when no further move is allowed. */
  private replace(heat: number): void {
    const { placement } = this.search;
    const returning = this.pick(this.units);
    if (!placement.isDisplaced(returning)) return;
    const away = placement.hostOf[returning] as number;
    const home = placement.cluster.units[returning]?.home ?? away;
    const [unit, to] = [this.pick(this.units), this.pick(this.hosts)];
    if (unit === returning) return;
    this.search.floor = Number.NEGATIVE_INFINITY;
    const loss = this.search.gainOfRelocating(returning, home);
    if (loss === Number.NEGATIVE_INFINITY) return;
    this.leaveBest();
    this.search.shift(returning, home);
    const gain = this.search.gainOfRelocating(unit, to) + loss;
    if (this.isTaken(gain, heat)) {
      this.search.shift(unit, to);
      this.arrive(gain);
    } else {
      this.search.shift(returning, away);
    }
  }

  private isTaken(gain: number, heat: number): boolean {
    return gain > 0 || (gain > -8 * heat && this.random() < Math.exp(gain / heat));
  }

  private arrive(gain: number): void {
    this.gained += gain;
    this.isAtBest = this.gained > this.best + 1e-9;
    if (this.isAtBest) this.best = this.gained;
  }

  /** The best placement is written down only when it is about to be left: most bests are bettered at once. */
  private leaveBest(): void {
    this.keepIfBest();
    this.isAtBest = false;
  }

  private keepIfBest(): void {
    if (this.isAtBest) this.bestHosts = Int32Array.from(this.search.placement.hostOf);
  }

  private pick(from: Int32Array): number {
    return from[Math.floor(this.random() * from.length)] as number;
  }

  /** Mulberry32: small, quick, and the same everywhere. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}
