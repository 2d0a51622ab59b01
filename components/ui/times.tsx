'use client';

import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { formatAge } from '@/lib/format/duration';
import { formatTime, styleByDistance, type TimeStyle } from '@/lib/format/time';

type Moment = Date | string | number;

/** A time in the viewer's time zone. Hovering shows the full date with the zone. */
export function DateTime({ at, style }: { at: Moment; style?: TimeStyle }) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={formatTime(date, { locale, timeZone, style: 'full' })}>
      {formatTime(date, { locale, timeZone, style: style ?? styleByDistance(date, now, timeZone) })}
    </time>
  );
}

/** How long ago, or how soon; kept current while it is on screen. */
export function RelativeTime({ at }: { at: Moment }) {
  const t = useTranslations('format');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow({ updateInterval: 5000 });
  const date = new Date(at);
  const ageMs = now.getTime() - date.getTime();
  const age = formatAge(Math.abs(ageMs), locale);
  return (
    <time
      dateTime={date.toISOString()}
      title={formatTime(date, { locale, timeZone, style: 'full' })}
      suppressHydrationWarning
    >
      {ageMs >= 0 ? t('ago', { age }) : t('in', { age })}
    </time>
  );
}
