import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';
import type { HostQuery } from '../host-query';
import { GroupControls, RangeControls } from './chart-controls';
import { MeasuredChart } from './measured-chart';

/** What was measured of the host over time, with its thresholds and the migrations. */
export function Utilisation({ page, query }: { page: HostPage; query: HostQuery }) {
  const t = useTranslations('host.chart');
  const locale = useLocale();
  const { host, cluster, chart } = page;
  const thresholds: Partial<Record<string, number>> = {
    cpuUse: cluster.cpuThresholdPercent,
    cpuLoad: cluster.cpuThresholdPercent,
    memoryUsedMiB: cluster.memoryThresholdPercent,
    memoryLoad: cluster.memoryThresholdPercent,
  };
  const controls = { hostId: host.id, query, chart };
  return (
    <Section
      title={t('title')}
      note={t('note', {
        step: formatDuration(chart.stepMs, locale),
        cpu: formatPercent(host.cpuPercent, locale),
        memory: formatPercent(host.memoryPercent, locale),
      })}
      aside={
        <>
          <GroupControls {...controls} parameter="group" />
          <RangeControls {...controls} />
        </>
      }
    >
      <MeasuredChart
        object={host.name}
        hostId={host.id}
        query={query}
        chart={chart}
        thresholds={thresholds}
        moves={chart.moves}
      />
    </Section>
  );
}
