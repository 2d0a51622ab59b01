import { useLocale, useTranslations } from 'next-intl';
import { type Column, RowLink } from '@/components/data-table/data-table';
import { HoldText } from '@/components/domain/hold-text';
import { LoadBar } from '@/components/domain/load-bar';
import { VmStateBadge } from '@/components/domain/state-badges';
import { DoubtMark } from '@/components/domain/vm-doubts';
import { Figure } from '@/components/ui/figure';
import { Sparkline } from '@/components/ui/sparkline';
import { Status } from '@/components/ui/status';
import { Tag } from '@/components/ui/tag';
import { formatGibibytes } from '@/lib/format/bytes';
import { durationQuantities, formatAge } from '@/lib/format/duration';
import { formatNumber, formatShort } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';
import type { HostVm } from '@/lib/views/host/view-vm';
import { type HostQuery, hostHref, type VmSort } from '../host-query';

/** Busy vCPUs have no threshold of their own: the tick stands at the end. */
const NO_THRESHOLD = 100;

/** The columns of a host's VMs. */
export function useVmColumns(page: HostPage, query: HostQuery): Column<HostVm>[] {
  const { host, cluster } = page;
  const t = useTranslations('host.vms');
  const locale = useLocale();
  const ageMs = host.lastSampleAt ? cluster.now.getTime() - host.lastSampleAt.getTime() : 0;
  const sortBy = (sort: VmSort) =>
    ({
      href: hostHref(host.id, query, { sort }),
      direction: query.sort === sort ? (sort === 'name' ? 'ascending' : 'descending') : undefined,
    }) as const;
  return [
    {
      key: 'state',
      header: <span className="sr-only">{t('state')}</span>,
      cell: (vm) =>
        host.connection === 'up' ? (
          <VmStateBadge state={vm.state} condition={vm.condition} glyphOnly />
        ) : (
          <UnknownState />
        ),
    },
    {
      key: 'name',
      header: t('name'),
      sort: sortBy('name'),
      cell: (vm) => <NameCell vm={vm} href={hostHref(host.id, query, { vm: vm.id })} withRule={!query.vm} />,
    },
    {
      key: 'cpu',
      header: t('cpu'),
      className: 'min-w-20',
      cell: (vm) => <CpuCell vm={vm} silentMs={host.connection === 'up' ? null : ageMs} />,
    },
    {
      key: 'cores',
      header: t('cores'),
      numeric: true,
      sort: sortBy('cores'),
      cell: (vm) => formatNumber(vm.cores, locale, 1),
    },
    {
      key: 'day',
      header: t('day'),
      wideOnly: true,
      className: 'max-xl:hidden',
      cell: (vm) => (
        <Sparkline
          name={t('trendOf', { vm: vm.name })}
          points={vm.cpuTrend}
          className={query.vm ? 'w-14' : undefined}
        />
      ),
    },
    ...useMoveColumns(page, sortBy, query.vm !== null),
  ];
}

type SortOf = (sort: VmSort) => Column<HostVm>['sort'];

/** What decides how long a VM takes to leave, and when it did so last; not on a phone. */
function useMoveColumns({ cluster }: HostPage, sortBy: SortOf, isNarrowed: boolean): Column<HostVm>[] {
  const t = useTranslations('host.vms');
  const locale = useLocale();
  return [
    {
      key: 'memory',
      header: t('memory'),
      numeric: true,
      wideOnly: true,
      sort: sortBy('memory'),
      cell: (vm) => formatGibibytes(vm.memoryMiB, locale),
    },
    {
      key: 'writes',
      header: t('writes'),
      numeric: true,
      wideOnly: true,
      sort: sortBy('writes'),
      cell: (vm) => formatShort(vm.dirtyMiBps, locale),
    },
    { key: 'move', header: t('move'), numeric: true, wideOnly: true, cell: (vm) => <MoveCell vm={vm} /> },
    {
      key: 'pause',
      header: t('pause'),
      numeric: true,
      wideOnly: true,
      cell: (vm) => (vm.hold ? '' : <Figure of={durationQuantities(vm.forecast?.downtimeMs, locale)} />),
    },
    {
      key: 'moved',
      header: t('moved'),
      numeric: true,
      wideOnly: true,
      className: isNarrowed ? 'max-2xl:hidden' : undefined, // the panel shows it
      sort: sortBy('moved'),
      cell: (vm) => (
        <span className="text-ink-3">
          {vm.lastMigratedAt
            ? formatAge(cluster.now.getTime() - vm.lastMigratedAt.getTime(), locale)
            : t('never')}
        </span>
      ),
    },
  ];
}

/** `silentMs`: for how long nothing was received of it; null: it answers. What is off uses nothing, which is not unknown. */
function CpuCell({ vm, silentMs }: { vm: HostVm; silentMs: number | null }) {
  const t = useTranslations('host.vms');
  if (vm.state === 'stopped') return '-';
  return (
    <LoadBar
      name={t('cpu')}
      percent={vm.cpuPercent}
      thresholdPercent={NO_THRESHOLD}
      last={
        silentMs !== null && vm.lastCpuPercent !== null
          ? { percent: vm.lastCpuPercent, ageMs: silentMs }
          : null
      }
    />
  );
}

function NameCell({ vm, href, withRule }: { vm: HostVm; href: string; withRule: boolean }) {
  const [rule] = vm.rules;
  return (
    <span className="inline-flex items-center gap-2">
      <RowLink href={href}>{vm.name}</RowLink>
      <DoubtMark doubts={vm.doubts} />
      {withRule && rule ? <Tag className="max-w-32 truncate max-xl:hidden">{rule.name}</Tag> : null}
    </span>
  );
}

/** What runs on a host that does not answer is not known: never green. */
function UnknownState() {
  const t = useTranslations('state.host');
  return (
    <Status icon="unknown" tone="unknown" glyphOnly>
      {t('unknown')}
    </Status>
  );
}

/** How long leaving would take, or why the VM does not leave by itself. */
function MoveCell({ vm }: { vm: HostVm }) {
  const locale = useLocale();
  if (vm.hold) return <HoldText hold={vm.hold} />;
  return <Figure of={durationQuantities(vm.forecast ? vm.forecast.seconds * 1000 : null, locale)} />;
}
