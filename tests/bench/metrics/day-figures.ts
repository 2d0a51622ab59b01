import { type Figure, judgeAtMost } from '../report/figures.ts';
import { computedMb } from './computed-mb.ts';
import type { Day, DayPoint } from './day.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** In the first hour the processes get warm. */
const WARM_HOUR = 1;
const MEMORY = { pass: 1.1, aim: 1.05 };
const GROWTH = { pass: 1.1, aim: 1 };

/** Whether memory stayed flat over a day, and whether the database grew as computed. None of a day of less than six hours. */
export function dayFigures(day: Day, bytes: StoredBytes): Figure[] {
  const warm = day.points.filter(({ hour }) => hour >= WARM_HOUR);
  const third = Math.floor(warm.length / 3);
  const last = warm.at(-1);
  if (third < 2 || !last) return [];
  const change = (read: (point: DayPoint) => number): number =>
    meanOf(warm.slice(-third).map(read)) / meanOf(warm.slice(0, third).map(read));
  const figure = (
    id: string,
    value: number,
    unit: string,
    targets: { pass: number; aim: number },
  ): Figure => ({
    id,
    value,
    unit,
    pass: String(targets.pass),
    aim: String(targets.aim),
    verdict: judgeAtMost(value, targets),
  });
  const memory = 'last third of the day / first';
  return [
    figure(
      'day-worker-memory',
      change(({ workerMb }) => workerMb),
      memory,
      MEMORY,
    ),
    figure(
      'day-web-memory',
      change(({ webMb }) => webMb),
      memory,
      MEMORY,
    ),
    figure('day-samples-on-disk', last.samplesMb / computedMb(day, bytes, last.hour), 'of computed', GROWTH),
  ];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
