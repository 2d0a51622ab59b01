'use client';

import { useLocale, useNow, useTranslations } from 'next-intl';
import { formatDuration } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';
import { type Calendar, isOpen, nextChange } from '@/lib/model/calendar';

/** When automation may begin moves next, in the time zone of its calendar. */
export function CalendarSentence({ calendar }: { calendar: Calendar }) {
  const t = useTranslations('policy.calendar');
  const locale = useLocale();
  const now = useNow({ updateInterval: 60_000 });
  const { timeZone } = calendar;
  const change = nextChange(now, calendar);
  const isOpenNow = isOpen(now, calendar);
  if (!change) return <span>{t(isOpenNow ? 'always' : 'never')}</span>;
  const facts = {
    at: formatTime(change, { locale, timeZone, style: 'weekdayClock' }),
    zone: timeZone.replaceAll('_', ' '),
    wait: formatDuration(change.getTime() - now.getTime(), locale),
  };
  return <span suppressHydrationWarning>{t(isOpenNow ? 'openUntil' : 'opens', facts)}</span>;
}
