import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { formatTime } from '@/lib/format/time';

/** Says that the figures are those of a simulated past, up to where it has been backfilled. */
export function PastNotice({ at }: { at: Date }) {
  const t = useTranslations('overview.past');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return (
    <Note
      tone="accent"
      title={t('title', { time: formatTime(at, { locale, timeZone, style: 'weekdayClock' }) })}
    >
      {t('body')}
    </Note>
  );
}
