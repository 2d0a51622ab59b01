import type fc from 'fast-check';
import { maintenanceSchedules } from './draw-maintenance.ts';
import { schedules } from './draw-schedule.ts';
import type { Schedule } from './schedule.ts';

/** What is drawn: faults around the moves of one cluster, or days of maintenance with patch runs and dead hosts. */
export const draws = { faults: schedules, maintenance: maintenanceSchedules } as const satisfies Record<
  string,
  fc.Arbitrary<Schedule>
>;
export type Draw = keyof typeof draws;

/** Schedules that are drawn one after another from one seed: the unit in which a long run can be continued. */
const BATCH = 50;

export interface Batch {
  draw: Draw;
  seed: number;
  schedules: number;
}

/**
 * The batches of so many schedules, half of each draw unless one is chosen; the first batch of a draw has this seed, and each later one
 * the next. Both draws come equally far if the time ends.
 */
export function batchesOf(draw: Draw | null, schedules: number, seed: number): Batch[] {
  const half = Math.ceil(schedules / 2);
  const shares: Record<Draw, number> =
    draw === null
      ? { faults: half, maintenance: schedules - half }
      : { faults: 0, maintenance: 0, [draw]: schedules };
  const names: Draw[] = ['faults', 'maintenance'];
  return names
    .flatMap((name) =>
      Array.from({ length: Math.ceil(shares[name] / BATCH) }, (_, number) => ({
        draw: name,
        seed: seed + number,
        schedules: Math.min(BATCH, shares[name] - number * BATCH),
      })),
    )
    .toSorted((a, b) => a.seed - b.seed);
}
