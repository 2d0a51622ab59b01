import { useLocale, useTranslations } from 'next-intl';
import { DataTable } from '@/components/data-table/data-table';
import { FilterInput } from '@/components/data-table/filter-input';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { formatNumber } from '@/lib/format/number';
import { byName } from '@/lib/model/compare-names';
import { isFixed } from '@/lib/model/vm-hold';
import type { HostPage } from '@/lib/views/host/read-host';
import type { HostVm } from '@/lib/views/host/view-vm';
import { type HostQuery, hostHref, type VmShow, type VmSort, vmShows } from '../host-query';
import { useVmColumns } from './vm-columns';

const compare: Record<VmSort, (a: HostVm, b: HostVm) => number> = {
  name: byName,
  cores: (a, b) => (b.cores ?? -1) - (a.cores ?? -1) || byName(a, b),
  memory: (a, b) => b.memoryMiB - a.memoryMiB || byName(a, b),
  writes: (a, b) => (b.dirtyMiBps ?? -1) - (a.dirtyMiBps ?? -1) || byName(a, b),
  moved: (a, b) => (b.lastMigratedAt?.getTime() ?? 0) - (a.lastMigratedAt?.getTime() ?? 0) || byName(a, b),
};

function choose(vms: readonly HostVm[], { filter, sort }: HostQuery): HostVm[] {
  const wanted = filter.toLowerCase();
  return vms.filter((vm) => vm.name.toLowerCase().includes(wanted)).sort(compare[sort]);
}

/** The VMs of the host; choosing one opens it beside the table. */
export function VmsSection({ page, query }: { page: HostPage; query: HostQuery }) {
  const t = useTranslations('host.vms');
  const locale = useLocale();
  const { host, vms } = page;
  const columns = useVmColumns(page, query);
  const running = vms.filter((vm) => vm.state === 'running').length;
  const byShow: Record<VmShow, HostVm[]> = {
    all: vms,
    movable: vms.filter((vm) => vm.hold === null),
    fixed: vms.filter(({ hold }) => hold !== null && isFixed(hold)),
  };
  const shown = choose(byShow[query.show], query);
  const segments = vmShows
    .filter((show) => show !== 'fixed' || byShow.fixed.length > 0 || show === query.show)
    .map((key) => ({ key, label: `${t(key)} ${formatNumber(byShow[key].length, locale)}` }));
  if (vms.length === 0)
    return (
      <Section title={t('title')} note={t('running', { count: 0 })}>
        <Empty icon="ok" title={t('none')}>
          {t(host.mode === 'maintenance' ? 'noneMaintained' : 'noneBody')}
        </Empty>
      </Section>
    );
  return (
    <Section
      title={t('title')}
      note={host.connection === 'up' ? t('running', { count: running }) : undefined}
      aside={
        <>
          <Segmented
            label={t('show')}
            segments={segments.map((segment) => ({
              ...segment,
              isCurrent: query.show === segment.key,
              href: hostHref(host.id, query, { show: segment.key }),
            }))}
          />
          <FilterInput label={t('filter')} />
        </>
      }
    >
      <DataTable
        caption={t('caption', { host: host.name })}
        columns={columns}
        items={shown}
        keyOf={(vm) => vm.id}
        selectedKey={query.vm ?? undefined}
        isDim={(vm) => vm.state === 'stopped'}
        empty={<NoneFound page={page} query={query} />}
      />
    </Section>
  );
}

function NoneFound({ page: { host, vms }, query }: { page: HostPage; query: HostQuery }) {
  const t = useTranslations('host.vms');
  const tCommon = useTranslations('common');
  return (
    <Empty
      title={t('notFound', { filter: query.filter })}
      action={
        <ButtonLink size="small" href={hostHref(host.id, query, { filter: '', show: 'all' })}>
          {tCommon('clearFilter')}
        </ButtonLink>
      }
    >
      {t('notFoundBody', { vms: tCommon('vms', { count: vms.length }) })}
    </Empty>
  );
}
