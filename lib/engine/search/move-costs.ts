import type { Placement } from '../cluster/placement.ts';
import { costs, gainScale, weighingOf } from '../objective/weights.ts';
import type { SearchLimits } from './step.ts';

/**
 * The costs of moves: the required gain of the moved VMs, and the time of their migrations. In units of the measure.
 */
export class MoveCosts {
  private readonly home: Int32Array; // a unit each
  private readonly size: Int32Array; // a unit each: its VMs
  private readonly time: Float64Array; // a unit each: of its migration
  private readonly load: Float64Array; // for each unit: its share of its home's CPU and memory, added up

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

  /** By how many VMs the number of displaced VMs would rise. */
  extraMoves(unit: number, to: number): number {
    const home = this.home[unit];
    const isAway = this.placement.hostOf[unit] !== home;
    if (to !== home) return isAway ? 0 : this.size[unit];
    return isAway ? -this.size[unit] : 0;
  }

  /** By how many VMs the number of displaced VMs would rise for any host except home. */
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

  /** The required gain of the moved VMs and the time of the migration; a return home gives both back. */
  ofMove(unit: number, to: number): number {
    const moves = this.extraMoves(unit, to);
    if (moves === 0) return 0;
    return moves > 0 ? this.ofUnit(unit) : -this.ofUnit(unit);
  }

  /** The required gain of moving the unit, without the time. */
  minGainOf(unit: number): number {
    const { leastGain, gap } = this.limits;
    return this.size[unit] * leastGain + gap * this.load[unit];
  }

  /** What moving the unit must bring at least. */
  ofUnit(unit: number): number {
    return this.minGainOf(unit) + this.time[unit];
  }
}
