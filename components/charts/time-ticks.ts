const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const steps = [
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
].concat([1, 2, 7, 14, 28].map((days) => days * DAY));

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
export function zoneOffsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/** Round times of the viewer's clock between `from` and `to` (epoch ms), at most `most` of them. */
export function timeTicks({
  from,
  to,
  timeZone,
  most = 6,
}: {
  from: number;
  to: number;
  timeZone: string;
  most?: number;
}): number[] {
  const step = steps.find((candidate) => (to - from) / candidate <= most) ?? 28 * DAY;
  const offset = zoneOffsetMs(from, timeZone);
  const first = Math.ceil((from + offset) / step) * step - offset;
  const ticks: number[] = [];
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Clock times within two days, days beyond. */
export const tickStyle = (from: number, to: number): 'clock' | 'day' =>
  to - from > 2 * DAY ? 'day' : 'clock';
