import { useLocale, useNow, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { type Column, RowLink } from '@/components/data-table/data-table';
import { HoldText } from '@/components/domain/hold-text';
import { LoadBar } from '@/components/domain/load-bar';
import { VmStateBadge } from '@/components/domain/state-badges';
import { Status } from '@/components/ui/status';
import { TextLink } from '@/components/ui/text-link';
import { formatGibibytes } from '@/lib/format/bytes';
import { formatAge } from '@/lib/format/duration';
import { formatNumber, formatShort } from '@/lib/format/number';
import type { VmFilter, VmSort } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import type { VmRow } from '@/lib/views/vms/vm-rows';
import { vmsHref } from '../vms-query';
import { AllVmsBox, VmBox } from './vm-selection';

/** Busy vCPUs have no threshold of their own: the tick stands at the end. */
const NO_THRESHOLD = 100;
const ascending: readonly VmSort[] = ['name', 'host'];

/** The columns of the list of VMs. */
export function useVmListColumns(filter: VmFilter, canChoose: boolean): readonly Column<VmRow>[] {
  const t = useTranslations('vms');
  const locale = useLocale();
  const now = useNow().getTime();
  return useMemo(() => {
    const sortBy = (sort: VmSort): Column<VmRow>['sort'] => ({
      href: vmsHref({ ...filter, sort }),
      direction: filter.sort === sort ? (ascending.includes(sort) ? 'ascending' : 'descending') : undefined,
    });
    const choice: Column<VmRow> = {
      key: 'choice',
      header: <AllVmsBox />,
      className: 'w-6',
      cell: (vm) => <VmBox id={vm.id} name={vm.name} />,
    };
    return [
      ...(canChoose ? [choice] : []),
      {
        key: 'state',
        header: <span className="sr-only">{t('state')}</span>,
        className: 'w-8',
        cell: (vm) => <StateOf vm={vm} />,
      },
      {
        key: 'name',
        header: t('name'),
        sort: sortBy('name'),
        cell: (vm) => <RowLink href={paths.vm(vm)}>{vm.name}</RowLink>,
      },
      {
        key: 'host',
        header: t('host'),
        sort: sortBy('host'),
        cell: (vm) => (
          <TextLink quiet prefetch={false} href={paths.host(vm.hostId)}>
            {vm.host}
          </TextLink>
        ),
      },
      { key: 'cluster', header: t('cluster'), wideOnly: true, cell: (vm) => vm.cluster },
      {
        key: 'tags',
        header: t('tags'),
        wideOnly: true,
        className: 'max-w-40 truncate max-xl:hidden',
        cell: (vm) => vm.tags.join(', '),
      },
      {
        key: 'cpu',
        header: t('cpu'),
        wideOnly: true,
        className: 'w-28',
        sort: sortBy('cpu'),
        cell: (vm) => <CpuOf vm={vm} />,
      },
      {
        key: 'cores',
        header: t('cores'),
        numeric: true,
        sort: sortBy('cores'),
        cell: (vm) => formatNumber(vm.cores, locale, 1),
      },
      {
        key: 'vcpus',
        header: t('vcpus'),
        numeric: true,
        wideOnly: true,
        cell: (vm) => formatNumber(vm.vcpus, locale),
      },
      {
        key: 'memory',
        header: t('memory'),
        numeric: true,
        sort: sortBy('memory'),
        cell: (vm) => formatGibibytes(vm.memoryMiB, locale),
      },
      {
        key: 'writes',
        header: t('writes'),
        numeric: true,
        wideOnly: true,
        className: 'max-xl:hidden',
        sort: sortBy('writes'),
        cell: (vm) => formatShort(vm.dirtyMiBps, locale),
      },
      {
        key: 'hold',
        header: t('hold'),
        wideOnly: true,
        className: 'max-w-56 truncate max-lg:hidden',
        cell: (vm) => (vm.hold ? <HoldText hold={vm.hold} /> : null),
      },
      {
        key: 'moved',
        header: t('moved'),
        numeric: true,
        wideOnly: true,
        className: 'max-xl:hidden text-ink-3',
        sort: sortBy('moved'),
        cell: (vm) => (vm.lastMigratedAt ? formatAge(now - vm.lastMigratedAt.getTime(), locale) : t('never')),
      },
    ];
  }, [filter, canChoose, t, locale, now]);
}

/** What runs on a host that does not answer is not known: never green. */
function StateOf({ vm }: { vm: VmRow }) {
  const t = useTranslations('state.host');
  if (vm.isObserved) return <VmStateBadge state={vm.state} condition={vm.condition} glyphOnly />;
  return (
    <Status icon="unknown" tone="unknown" glyphOnly>
      {t('unknown')}
    </Status>
  );
}

/** What is off uses nothing, which is not unknown. */
function CpuOf({ vm }: { vm: VmRow }) {
  const t = useTranslations('vms');
  if (vm.state === 'stopped') return '-';
  return <LoadBar name={t('cpu')} percent={vm.cpuPercent} thresholdPercent={NO_THRESHOLD} />;
}
