import { nameOf } from '../pages/sizes.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import { computedMb } from './computed-mb.ts';
import type { Day, DayPoint } from './day.ts';
import { dayFigures } from './day-figures.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** MB an hour of a straight line through the points (least squares). */
export function slopeOf(points: readonly DayPoint[], read: (point: DayPoint) => number): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(({ hour }) => hour)), mean(points.map(read))];
  const over = points.reduce((sum, point) => sum + (point.hour - x) * (read(point) - y), 0);
  return over / points.reduce((sum, { hour }) => sum + (hour - x) ** 2, 0);
}

/** Begin, middle and end. At the begin the processes have run for an hour, so that they are warm. */
export function dayTable(day: Day, bytes: StoredBytes): string {
  const { points } = day;
  const chosen = [points[1], points[Math.floor(points.length / 2)], points.at(-1)].flatMap(
    (point) => point ?? [],
  );
  const late = points.slice(Math.floor(points.length / 2));
  const mb = (value: number): string => `${Math.round(value)} MB`;
  return markdownTable(
    ['after', 'worker', 'web', 'samples on disk', 'computed'],
    [
      ...chosen.map((point) => [
        `${point.hour} h`,
        mb(point.workerMb),
        mb(point.webMb),
        mb(point.samplesMb),
        mb(computedMb(day, bytes, point.hour)),
      ]),
      [
        'slope of the second half, an hour',
        `${slopeOf(late, ({ workerMb }) => workerMb).toFixed(1)} MB`,
        `${slopeOf(late, ({ webMb }) => webMb).toFixed(1)} MB`,
        '',
        '',
      ],
    ],
  );
}

/** The section of docs/benchmarks.md on a day. */
export function daySection(
  environment: Environment,
  { day, bytes, load }: { day: Day; bytes: StoredBytes; load: number },
): string {
  const hours = day.points.at(-1)?.hour ?? 0;
  return [
    '## A day',
    `${describeEnvironment(environment)} Load average at the beginning: ${load.toFixed(1)}.`,
    `A simulated data centre of ${nameOf(day.size)}, sampled every ${day.intervalSeconds} s, passes ${hours} hours in ${Math.round(day.seconds / 60)} minutes: a worker process
collects, plans each minute, packs and drops each hour, as fast as it can, while ${day.pages} pages are read from the web process. Memory is resident. Computed:
from the bytes of VMs whose ten values all change, so the simulated ones, which measure less, should need at most that.`,
    dayTable(day, bytes),
    markdownTable(
      ['figure', 'measured', 'pass', 'aim', 'verdict'],
      dayFigures(day, bytes).map(({ id, value, unit, pass, aim, verdict }) => [
        `${id}, ${unit}`,
        value?.toFixed(2) ?? '-',
        pass,
        aim,
        verdict,
      ]),
    ),
  ].join('\n\n');
}
