import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatTime } from '@/lib/format/time';
import type { PatchHostView } from '@/lib/views/patches/read-patch-run';

/** Returns why a host has failed, or what it waits for, as a sentence; null: there is nothing to say. */
export function usePatchWhy(): (host: Pick<PatchHostView, 'why' | 'waitsForPerson'>) => string | null {
  const words = useWordsByCode('patch.why');
  const t = useTranslations('patch.run');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return ({ why, waitsForPerson }) => {
    if (waitsForPerson) return t(waitsForPerson === 'step' ? 'waitsStep' : 'waitsReturn');
    if (!why) return null;
    const { until } = why.facts;
    const isTime = typeof until === 'string' && !Number.isNaN(Date.parse(until));
    const facts = isTime
      ? { ...why.facts, until: formatTime(new Date(until), { locale, timeZone, style: 'weekdayClock' }) }
      : why.facts;
    return words(why.code, facts);
  };
}
