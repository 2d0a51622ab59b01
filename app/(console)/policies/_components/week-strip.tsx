import { useLocale, useTranslations } from 'next-intl';
import { weekdayName, weekdays } from '@/lib/format/weekly';
import { lengthOf, minuteOf } from '@/lib/model/calendar';
import type { WeeklyInterval } from '@/lib/model/weekly-interval';

const DAY_MINUTES = 1440;
const hours = [0, 6, 12, 18, 24];

/** A part of one day, in minutes. */
interface Part {
  day: number;
  from: number;
  to: number;
}

/** The parts of each day that an interval covers: it may end on the day after. */
function partsOf(interval: WeeklyInterval): Part[] {
  const from = minuteOf(interval.from);
  const end = from + lengthOf(interval);
  return interval.days.flatMap((day) => [
    { day, from, to: Math.min(end, DAY_MINUTES) },
    ...(end > DAY_MINUTES ? [{ day: (day + 1) % 7, from: 0, to: end - DAY_MINUTES }] : []),
  ]);
}

interface WeekStripProps {
  windows: readonly WeeklyInterval[];
  blackouts: readonly WeeklyInterval[];
}

/** The week at a glance. The fields above it say the same to screen readers. */
export function WeekStrip({ windows, blackouts }: WeekStripProps) {
  const locale = useLocale();
  const t = useTranslations('policy.calendar');
  const open: Part[] =
    windows.length === 0
      ? weekdays.map((day) => ({ day, from: 0, to: DAY_MINUTES }))
      : windows.flatMap(partsOf);
  const closed = blackouts.flatMap(partsOf);
  return (
    <figure aria-hidden="true" className="grid max-w-xl gap-0.5 text-micro">
      {weekdays.map((day) => (
        <div key={day} className="grid grid-cols-[2.5rem_minmax(0,1fr)] items-center">
          <span className="text-ink-3">{weekdayName(day, locale, 'short')}</span>
          <span className="relative block h-3 overflow-hidden rounded-small bg-track">
            <Parts parts={open.filter((part) => part.day === day)} className="bg-fill-accent" />
            <Parts parts={closed.filter((part) => part.day === day)} className="hatch bg-track text-crit" />
          </span>
        </div>
      ))}
      <div className="ml-10 flex justify-between text-ink-3">
        {hours.map((hour) => (
          <span key={hour}>{String(hour).padStart(2, '0')}</span>
        ))}
      </div>
      <figcaption className="ml-10 flex flex-wrap gap-x-4 text-ink-3">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 bg-fill-accent" />
          {t('mayAct')}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="hatch size-2.5 text-crit" />
          {t('blackoutKey')}
        </span>
      </figcaption>
    </figure>
  );
}

const share = (minutes: number): string => `${(100 * minutes) / DAY_MINUTES}%`;

const Parts = ({ parts, className }: { parts: readonly Part[]; className: string }) =>
  parts.map(({ from, to }) => (
    <span
      key={`${from} ${to}`}
      style={{ left: share(from), width: share(to - from) }}
      className={`absolute inset-y-0 ${className}`}
    />
  ));
