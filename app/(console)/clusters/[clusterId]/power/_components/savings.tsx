import { useLocale, useTranslations } from 'next-intl';
import { Figure } from '@/components/ui/figure';
import { Note } from '@/components/ui/note';
import { Stats } from '@/components/ui/stats';
import { formatNumber, formatShort } from '@/lib/format/number';
import type { PowerPage } from '@/lib/views/power/read-power';

/** What could be switched off, what that saves, and what the figures rest on. */
export function Savings({ power }: { power: PowerPage }) {
  const t = useTranslations('power');
  const locale = useLocale();
  const off = power.off ?? [];
  const names = off.map(({ name }) => name).join(', ');
  return (
    <div className="grid gap-3">
      <Note tone={off.length > 0 ? 'accent' : 'plain'} title={t('found.title', { count: off.length, names })}>
        {off.length > 0 ? t('found.body') : t('found.nothing')}
      </Note>
      <Stats
        stats={[
          {
            key: 'week',
            name: t('stats.week'),
            value: <Figure of={{ value: formatShort(power.kWhAWeek, locale), unit: 'kWh' }} />,
          },
          {
            key: 'year',
            name: t('stats.year'),
            value: <Figure of={{ value: formatNumber(power.kWhAYear, locale), unit: 'kWh' }} />,
          },
          {
            key: 'hours',
            name: t('stats.hours'),
            value: (
              <Figure of={{ value: formatNumber(power.hoursAWeek, locale), unit: t('stats.hoursUnit') }} />
            ),
          },
          {
            key: 'peak',
            name: t('stats.peak'),
            value: <Figure of={{ value: formatShort(power.peakFactor, locale), unit: '×' }} />,
            note: t('stats.peakNote'),
          },
        ]}
      />
      <p className="max-w-[86ch] text-ink-3 text-small">{t('assumptions')}</p>
    </div>
  );
}
