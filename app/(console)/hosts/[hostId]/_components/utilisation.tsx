import { useLocale, useTranslations } from 'next-intl';
import { UtilisationChart } from '@/components/charts/utilisation-chart';
import { Section } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { formatDuration } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';
import { SeriesRange } from '@/lib/views/series/series-range';
import { type HostQuery, hostHref } from '../host-query';

/** What was measured of the host over time, with its thresholds and the migrations. */
export function Utilisation({ page, query }: { page: HostPage; query: HostQuery }) {
  const t = useTranslations('host.chart');
  const locale = useLocale();
  const { host, cluster, chart } = page;
  return (
    <Section
      title={t('title')}
      note={t('note', {
        range: query.range,
        step: formatDuration(chart.stepMs, locale),
        cpu: formatPercent(host.cpuPercent, locale),
        memory: formatPercent(host.memoryPercent, locale),
      })}
      aside={
        <Segmented
          label={t('range')}
          segments={SeriesRange.options.map((range) => ({
            key: range,
            label: t(range),
            isCurrent: range === query.range,
            href: hostHref(host.id, query, { range }),
          }))}
        />
      }
    >
      <UtilisationChart
        host={host.name}
        {...chart}
        cpuThresholdPercent={cluster.cpuThresholdPercent}
        memoryThresholdPercent={cluster.memoryThresholdPercent}
      />
    </Section>
  );
}
