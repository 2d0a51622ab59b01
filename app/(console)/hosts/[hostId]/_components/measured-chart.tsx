import { useTranslations } from 'next-intl';
import { MeasureChart } from '@/components/charts/measure-chart';
import type { HostMove } from '@/lib/views/series/read-host-chart';
import type { MeasureChart as Chart } from '@/lib/views/series/read-measure-chart';
import { type HostQuery, hostHref } from '../host-query';

interface MeasuredChartProps {
  object: string; // the name of the host or VM
  hostId: string;
  query: HostQuery;
  chart: Chart;
  thresholds?: Partial<Record<string, number>>; // by measure
  moves?: HostMove[];
}

/** The chart of a host or of one of its VMs. To zoom leads to the page of the host. */
export function MeasuredChart({ object, hostId, query, chart, thresholds = {}, moves }: MeasuredChartProps) {
  const tLine = useTranslations('charts.lines');
  return (
    <MeasureChart
      object={object}
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
      moves={moves}
      zoomHref={zoomHref(hostId, query)}
    />
  );
}

/** The address of a chart's page with places for the ends of a part of its time (components/charts/zoom-area.tsx). */
const zoomHref = (hostId: string, query: HostQuery): string =>
  hostHref(hostId, query, { span: { from: new Date(1000), to: new Date(2000) } });
