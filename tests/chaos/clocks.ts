import type { Clock } from '../../lib/model/clock.ts';
import type { ClockLayer } from './schedule.ts';

/** Processes that have their own clocks. */
export type Process = Exclude<ClockLayer, 'all'>;

/** The time of the simulated world, and the time that each process sees, which may jump in either direction. */
export class Clocks {
  private trueMs: number;
  private readonly skewMs: Record<Process, number> = { worker: 0, 'other-worker': 0, web: 0 };

  constructor(beginMs: number) {
    this.trueMs = beginMs;
  }

  readonly world: Clock = { now: () => new Date(this.trueMs) };

  of(process: Process): Clock {
    return { now: () => new Date(this.trueMs + this.skewMs[process]) };
  }

  pass(seconds: number): void {
    this.trueMs += seconds * 1000;
  }

  jump(seconds: number, layer: ClockLayer): void {
    const jumping = layer === 'all' ? (['worker', 'other-worker', 'web'] as const) : [layer];
    for (const process of jumping) this.skewMs[process] += seconds * 1000;
  }
}
