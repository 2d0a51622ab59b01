import { useLocale, useTranslations } from 'next-intl';
import { formatDuration } from '@/lib/format/duration';
import type { VmPanel } from '@/lib/views/host/read-vm-panel';
import type { HostQuery } from '../host-query';
import { GroupControls } from './chart-controls';
import { MeasuredChart } from './measured-chart';

/** What was measured of the VM, over the time that the chart of its host shows. */
export function VmUtilisation({ vm, query }: { vm: VmPanel; query: HostQuery }) {
  const t = useTranslations('host.chart');
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
      <MeasuredChart object={vm.name} hostId={vm.hostId} query={query} chart={chart} />
    </section>
  );
}
