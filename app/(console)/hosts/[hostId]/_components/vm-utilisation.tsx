import { useLocale, useTranslations } from 'next-intl';
import { MeasureChart } from '@/components/charts/measure-chart';
import { formatDuration } from '@/lib/format/duration';
import type { VmPanel } from '@/lib/views/host/read-vm-panel';
import type { HostQuery } from '../host-query';
import { GroupControls, zoomHref } from './chart-controls';

/** What was measured of the VM, over the time that the chart of its host shows. */
export function VmUtilisation({ vm, query }: { vm: VmPanel; query: HostQuery }) {
  const t = useTranslations('host.chart');
  const tLine = useTranslations('charts.lines');
  const locale = useLocale();
  const { chart } = vm;
  return (
    <section className="mt-4 border-line border-t pt-3">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{t('title')}</h3>
        <span className="text-ink-3 text-small">
          {t('step', { step: formatDuration(chart.stepMs, locale) })}
        </span>
        <GroupControls hostId={vm.hostId} query={query} chart={chart} parameter="vmGroup" />
      </div>
      <MeasureChart
        object={vm.name}
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
        }))}
        zoomHref={zoomHref(vm.hostId, query)}
      />
    </section>
  );
}
