import type { Placement } from '../cluster/placement.ts';
import { costs, gainScale, weighingOf } from '../objective/weights.ts';
import type { SearchLimits } from './step.ts';

/** What moves cost: what the moved VMs must bring, and the time that their migrations take. Units of the measure. */
export class MoveCosts {
  private readonly home: Int32Array; // a unit each
  private readonly size: Int32Array; // a unit each: its VMs
  private readonly time: Float64Array; // a unit each: of its migration
  private readonly load: Float64Array; // a unit each: its share of its home's CPU and of its memory, together

  /** `seconds`: a unit each, what its migration takes. */
  constructor(
    private readonly placement: Placement,
    private readonly limits: SearchLimits,
    seconds: Float64Array,
  ) {
    const { units, policy, isOnline, cpuCapacity, memoryCapacity } = placement.cluster;
    this.home = Int32Array.from(units, (unit) => unit.home);
    this.size = Int32Array.from(units, (unit) => unit.members.length);
    const scale = gainScale(
      weighingOf(policy),
      isOnline.reduce((sum, online) => sum + online, 0),
    );
    this.time = seconds.map((s) => s * costs.migrationSecond * scale);
    this.load = this.time.map(
      (_, unit) =>
        placement.even?.shareOf(unit, this.home[unit]) ??
        placement.unitCpuMhz[unit] / cpuCapacity[this.home[unit]] +
          placement.unitMemoryMiB[unit] / memoryCapacity[this.home[unit]],
    );
  }

  homeOf(unit: number): number {
    return this.home[unit];
  }

  /** How many VMs more than now would be away from home. */
  extraMoves(unit: number, to: number): number {
    const home = this.home[unit];
    const isAway = this.placement.hostOf[unit] !== home;
    if (to !== home) return isAway ? 0 : this.size[unit];
    return isAway ? -this.size[unit] : 0;
  }

  /** How many VMs more than now would be away from home wherever the unit went, home left out. */
  minExtra(unit: number): number {
    return this.placement.hostOf[unit] === this.home[unit] ? this.size[unit] : 0;
  }

  /** How many VMs are away from home. */
  displaced(): number {
    return this.size.reduce(
      (sum, size, unit) => (this.placement.hostOf[unit] === this.home[unit] ? sum : sum + size),
      0,
    );
  }

  /** What the moved VMs must bring, and the time that it takes; a return home pays both back. */
  ofMove(unit: number, to: number): number {
    const moves = this.extraMoves(unit, to);
    if (moves === 0) return 0;
    return moves > 0 ? this.ofUnit(unit) : -this.ofUnit(unit);
  }

  /** What moving the unit must bring, the time that it takes left out. */
  minGainOf(unit: number): number {
    const { leastGain, gap } = this.limits;
    return this.size[unit] * leastGain + gap * this.load[unit];
  }

  /** What moving the unit must bring at least. */
  ofUnit(unit: number): number {
    return this.minGainOf(unit) + this.time[unit];
  }
}
