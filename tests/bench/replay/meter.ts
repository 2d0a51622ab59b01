import type { Policy } from '../../../lib/model/policy.ts';
import type { DayResult } from './day-result.ts';
import type { World } from './world.ts';

/** The interval at which the product observes a cluster, and at which every strategy is measured. */
export const STEP_SECONDS = 15;
const STEP_MINUTES = STEP_SECONDS / 60;

type Measured = Pick<
  DayResult,
  | 'overloadedHostMinutes'
  | 'unseenHostMinutes'
  | 'copyingHostMinutes'
  | 'starvedVmMinutes'
  | 'spread'
  | 'overloadedByHour'
>;

/** Adds up the actual load of the hosts. `seenCpu`: their CPU loads as the balancer sees them, from smoothed demand. */
export class Meter {
  private overloaded = 0;
  private unseen = 0;
  private copying = 0;
  private starved = 0;
  private spreadSum = 0;
  private steps = 0;
  private readonly byHour: number[] = [];

  constructor(
    private readonly world: World,
    private readonly thresholds: Pick<Policy, 'cpuThresholdPercent' | 'memoryThresholdPercent'>,
  ) {}

  measure(now: number, seenCpu: Float64Array): void {
    const { cpu, memory } = this.world.loads();
    const { cpuThresholdPercent, memoryThresholdPercent } = this.thresholds;
    cpu.forEach((load, host) => {
      const isMemoryOver = (memory[host] as number) * 100 > memoryThresholdPercent;
      if (load * 100 > cpuThresholdPercent || isMemoryOver) {
        this.overloaded += STEP_MINUTES;
        const isSeen = isMemoryOver || (seenCpu[host] as number) * 100 > cpuThresholdPercent;
        if (!isSeen) this.unseen += STEP_MINUTES;
        else if (this.world.flights.some(({ from }) => from === host)) this.copying += STEP_MINUTES;
      }
      if (load > 1) this.starved += STEP_MINUTES * this.world.hostOf.filter((found) => found === host).length;
    });
    this.spreadSum += deviation(cpu) + deviation(memory);
    this.steps++;
    this.byHour[Math.floor(now / 3600)] = this.overloaded;
  }

  result(): Measured {
    return {
      overloadedHostMinutes: this.overloaded,
      unseenHostMinutes: this.unseen,
      copyingHostMinutes: this.copying,
      starvedVmMinutes: this.starved,
      spread: this.spreadSum / this.steps,
      overloadedByHour: this.byHour,
    };
  }
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
