import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { Histogram } from '@/components/charts/histogram';
import { OutcomeBars } from '@/components/charts/outcome-bars';
import { Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';
import type { HistoryFilter } from '@/lib/views/history/history-filter';
import type { DurationBins, History } from '@/lib/views/history/read-history';

/** Migrations an hour or a day of the viewer's, by how they ended. */
export function PerTimeSection({ history, filter }: { history: History; filter: HistoryFilter }) {
  const t = useTranslations('history.charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const style = history.unit === 'hour' ? 'dayClock' : 'day';
  const time = (at: number) => formatTime(at, { locale, timeZone, style });
  return (
    <Section
      title={t(history.unit === 'hour' ? 'perHour' : 'perDay')}
      note={t('span', {
        from: time(filter.from.getTime()),
        to: time(filter.to.getTime() - 1000),
        zone: timeZone,
      })}
    >
      <OutcomeBars
        unit={history.unit}
        height={228}
        buckets={history.buckets.map(({ at, ...counts }) => ({ at: at.getTime(), ...counts }))}
      />
    </Section>
  );
}

/** How long live migrations took, and how long their VMs were paused. */
export function DurationsSection({ history }: { history: History }) {
  const t = useTranslations('history.charts');
  return (
    <div className="grid min-w-0 content-start gap-4">
      <Section title={t('took')} note={t('tookNote')}>
        <Durations title={t('took')} durations={history.took} />
      </Section>
      <Section title={t('pause')} note={t('pauseNote')}>
        <Durations title={t('pause')} durations={history.pause} />
      </Section>
    </div>
  );
}

function Durations({ title, durations }: { title: string; durations: DurationBins }) {
  const t = useTranslations('history.charts');
  const locale = useLocale();
  if (durations.bins.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  return (
    <>
      <Histogram
        title={title}
        height={88}
        bins={durations.bins}
        medianMs={durations.medianMs}
        p95Ms={durations.p95Ms}
      />
      {durations.beyond > 0 ? (
        <p className="text-ink-3 text-small">
          {t('beyond', { count: durations.beyond, most: formatDuration(durations.mostMs, locale) })}
        </p>
      ) : null}
    </>
  );
}
