import type { WeeklyInterval } from '../model/weekly-interval.ts';

/** The days of a week, Monday first; 0 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

/** A Sunday, in UTC. */
const SUNDAY_MS = Date.UTC(2026, 0, 4);
const DAY_MS = 86_400_000;

/** The name of a weekday: short as in Mon, or long as in Monday. */
export function weekdayName(day: number, locale: string, width: 'short' | 'long'): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' });
  return format.format(SUNDAY_MS + day * DAY_MS);
}

/** Some weekdays, three or more in a row as a range: Mon, Wed-Fri. Empty if they are all. */
export function formatWeekdays(days: readonly number[], locale: string): string {
  if (weekdays.every((day) => days.includes(day))) return '';
  const runs: number[][] = [];
  weekdays.forEach((day, place) => {
    if (!days.includes(day)) return;
    const run = runs.at(-1);
    const before = weekdays[place - 1];
    if (run !== undefined && before !== undefined && days.includes(before)) run.push(day);
    else runs.push([day]);
  });
  const name = (day: number) => weekdayName(day, locale, 'short');
  const separator = locale === 'ja' ? '、' : ', ';
  return runs
    .flatMap((run) => {
      const [first, last] = [run[0], run.at(-1)];
      const isRange = run.length > 2 && first !== undefined && last !== undefined;
      return isRange ? [`${name(first)}${locale === 'ja' ? '～' : '–'}${name(last)}`] : run.map(name);
    })
    .join(separator);
}

/** The times of an interval: 22:00–06:00. */
export const formatTimes = ({ from, to }: WeeklyInterval, locale: string): string =>
  `${from}${locale === 'ja' ? '～' : '–'}${to}`;
