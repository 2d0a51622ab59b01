import { useLocale, useTimeZone } from 'next-intl';
import { formatTime } from '@/lib/format/time';
import type { Facts } from '@/lib/model/errors';

/** Returns facts for a sentence: `until`, an ISO time, becomes one of the viewer; "never" stays. */
export function useShownFacts(): (facts: Facts) => Facts {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return (facts) => {
    const { until } = facts;
    if (typeof until !== 'string' || until === 'never') return facts;
    return { ...facts, until: formatTime(until, { locale, timeZone, style: 'weekdayClock' }) };
  };
}
