import { useLocale, useTranslations } from 'next-intl';
import { AboutTime } from '@/components/domain/about-time';
import { Stats } from '@/components/ui/stats';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import type { usePatchDraft } from './use-patch-draft';

interface PatchSummaryProps {
  drafted: ReturnType<typeof usePatchDraft>;
  now: Date;
}

/** What the whole run would be. */
export function PatchSummary({ drafted, now }: PatchSummaryProps) {
  const t = useTranslations('patch.stats');
  const locale = useLocale();
  const { chosen, draft, forecasts, schedule, step } = drafted;
  const moves = forecasts.reduce((sum, forecast) => sum + forecast.moves, 0);
  const { endsAt } = schedule;
  return (
    <Stats
      stats={[
        { key: 'hosts', name: t('hosts'), value: formatNumber(chosen.length, locale) },
        {
          key: 'moves',
          name: t('moves'),
          value: formatNumber(moves, locale),
          note: t('movesNote', { back: draft.back }),
        },
        {
          key: 'time',
          name: t('time'),
          value: endsAt ? formatDuration(endsAt.getTime() - now.getTime(), locale) : '-',
          note: t('timeNote', { basis: step.basis }),
        },
        { key: 'end', name: t('end'), value: endsAt ? <AboutTime at={endsAt} now={now} /> : '-' },
      ]}
    />
  );
}
