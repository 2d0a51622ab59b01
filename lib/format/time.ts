import { unknownText } from './quantity.ts';

/** How a moment is shown. The zone is always named: a day is the viewer's day. */
export type TimeStyle = keyof typeof styles;

const styles = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clockSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  dayNumber: { day: 'numeric' },
  month: { month: 'short' },
  monthYear: { month: 'long', year: 'numeric' },
  weekdayClock: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  dayClock: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  full: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(locale: string, timeZone: string, style: TimeStyle): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${style}`;
  const known = formatters.get(key);
  if (known) return known;
  // British English: the day before the month, as everywhere but in the United States.
  const tag = locale === 'en' ? 'en-GB' : locale;
  const made = new Intl.DateTimeFormat(tag, { ...styles[style], timeZone });
  formatters.set(key, made);
  return made;
}

/** A moment in words, in a named time zone: 14:32, 24 Nov. Unknown is "-". */
export function formatTime(
  moment: Date | number | string | null | undefined,
  { locale, timeZone, style = 'dayClock' }: { locale: string; timeZone: string; style?: TimeStyle },
): string {
  if (moment === null || moment === undefined) return unknownText;
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? unknownText : formatterOf(locale, timeZone, style).format(date);
}

/** The viewer's calendar day of a moment, as `2026-11-24`: a key to group and compare by. */
export function dayKey(moment: Date | number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(moment);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The clock alone on the viewer's present day, the day as well on any other. */
export function styleByDistance(moment: Date | number, now: Date | number, timeZone: string): TimeStyle {
  return dayKey(moment, timeZone) === dayKey(now, timeZone) ? 'clockSeconds' : 'dayClock';
}
