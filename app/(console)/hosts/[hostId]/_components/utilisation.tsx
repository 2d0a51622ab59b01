import { useLocale, useTranslations } from 'next-intl';
import { MeasureChart } from '@/components/charts/measure-chart';
import { Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';
import type { HostQuery } from '../host-query';
import { GroupControls, RangeControls, zoomHref } from './chart-controls';

/** What was measured of the host over time, with its thresholds and the migrations. */
export function Utilisation({ page, query }: { page: HostPage; query: HostQuery }) {
  const t = useTranslations('host.chart');
  const tLine = useTranslations('charts.lines');
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
      <MeasureChart
        object={host.name}
        from={chart.from}
        to={chart.to}
        stepMs={chart.stepMs}
        at={chart.at}
        lines={chart.lines.map(({ name, unit, means, least, greatest }) => ({
          name: tLine(name),
          unit,
          means,
          least,
          greatest,
          threshold: thresholds[name],
        }))}
        moves={chart.moves}
        zoomHref={zoomHref(host.id, query)}
      />
    </Section>
  );
}
