import type { Policy } from './policy.ts';
import type { WeeklyInterval } from './weekly-interval.ts';

/** When automation may act: within the windows, or always if there are none, and never within a blackout. */
export type Calendar = Pick<Policy, 'windows' | 'blackouts' | 'timeZone'>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** Every week is like the one before, except where clocks are changed: what does not happen in three weeks never does. */
const FAR_MS = 3 * WEEK_MINUTES * MINUTE_MS;

/**
 * Whether automation may act at this time. Intervals follow the clocks of the zone: a time that they skip in spring does
 * not occur, and one that they show twice in autumn counts both times.
 */
export function isOpen(at: Date, calendar: Calendar): boolean {
  return isOpenAt(weekMinute(clockMs(at.getTime(), calendar.timeZone)), calendar);
}

/** The first time from `at` on at which automation may act: `at` itself if it may now; null if it never may. */
export const nextOpening = (at: Date, calendar: Calendar): Date | null =>
  isOpen(at, calendar) ? at : nextChange(at, calendar);

/** The first time after `at` at which automation may begin or must stop to act; null if that never changes. */
export function nextChange(at: Date, calendar: Calendar): Date | null {
  const edges = edgesOf(calendar);
  if (edges.length === 0) return null;
  const { timeZone } = calendar;
  const isOpenNow = isOpen(at, calendar);
  const end = at.getTime() + FAR_MS;
  let now = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  while (now < end) {
    now = nextMoment(now, timeZone, edges);
    if (isOpenAt(weekMinute(clockMs(now, timeZone)), calendar) !== isOpenNow) return new Date(now);
  }
  return null;
}

function isOpenAt(minute: number, { windows, blackouts }: Calendar): boolean {
  const isIn = (interval: WeeklyInterval) => includes(interval, minute);
  return (windows.length === 0 || windows.some(isIn)) && !blackouts.some(isIn);
}

function includes(interval: WeeklyInterval, minute: number): boolean {
  const from = minuteOf(interval.from);
  const length = lengthOf(interval);
  return interval.days.some(
    (day) => (minute - day * DAY_MINUTES - from + 2 * WEEK_MINUTES) % WEEK_MINUTES < length,
  );
}

/** The length of an interval in minutes, by the clock: up to a day. */
export const lengthOf = ({ from, to }: WeeklyInterval): number =>
  (minuteOf(to) - minuteOf(from) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;

/** The minute of the day of a time such as 22:30. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The minutes of the week at which an interval begins or ends. */
function edgesOf({ windows, blackouts }: Calendar): number[] {
  return [...windows, ...blackouts].flatMap((interval) =>
    interval.days.flatMap((day) => {
      const from = day * DAY_MINUTES + minuteOf(interval.from);
      return [from, (from + lengthOf(interval)) % WEEK_MINUTES];
    }),
  );
}

/** The next time at which something may change: an edge, a change of the clocks, or a day later, so that no change is missed. */
function nextMoment(nowMs: number, timeZone: string, edges: readonly number[]): number {
  const clock = clockMs(nowMs, timeZone);
  const minute = weekMinute(clock);
  const untilEdge = edges.map((edge) => (edge - minute + WEEK_MINUTES) % WEEK_MINUTES || WEEK_MINUTES);
  const next = nowMs + Math.min(DAY_MINUTES, ...untilEdge) * MINUTE_MS;
  const offset = clock - nowMs;
  const offsetAt = (ms: number) => clockMs(ms, timeZone) - ms;
  if (offsetAt(next) === offset) return next;
  let [before, after] = [nowMs, next];
  while (after - before > MINUTE_MS) {
    const middle = before + Math.round((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** The minute since Sunday 00:00 that a clock shows. */
function weekMinute(clock: number): number {
  const shown = new Date(clock);
  return shown.getUTCDay() * DAY_MINUTES + shown.getUTCHours() * 60 + shown.getUTCMinutes();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const digits = '2-digit';
  const parts = { year: 'numeric', month: digits, day: digits, hour: digits, minute: digits } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts });
  formats.set(timeZone, made);
  return made;
}

/** What the clocks of a zone show at this time, to the minute, as the milliseconds at which a clock in UTC shows it. */
function clockMs(atMs: number, timeZone: string): number {
  const shown: Partial<Record<string, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute);
}
