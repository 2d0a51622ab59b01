import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { HostBadge } from '@/components/domain/host-badge';
import { LoadBar } from '@/components/domain/load-bar';
import { NetworkWarnings } from '@/components/domain/network-warnings';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { Sparkline } from '@/components/ui/sparkline';
import { DateTime } from '@/components/ui/times';
import { formatGibibytes } from '@/lib/format/bytes';
import { toneOfLoad, worseTone } from '@/lib/format/load';
import { formatNumber } from '@/lib/format/number';
import { byName } from '@/lib/model/compare-names';
import { paths } from '@/lib/model/paths';
import type { ClusterHost, ClusterPage } from '@/lib/views/cluster/read-cluster';

const sorts = ['name', 'cpu', 'memory', 'vms'] as const;
export type HostSort = (typeof sorts)[number];

/** The order that the address asks for; by name unless it names another. */
export const readHostSort = (sort: string | string[] | undefined): HostSort =>
  sorts.find((each) => each === sort) ?? 'name';

const compare: Record<HostSort, (a: ClusterHost, b: ClusterHost) => number> = {
  name: byName,
  cpu: (a, b) => (b.cpuPercent ?? -1) - (a.cpuPercent ?? -1) || byName(a, b),
  memory: (a, b) => (b.memoryPercent ?? -1) - (a.memoryPercent ?? -1) || byName(a, b),
  vms: (a, b) => b.vmCount - a.vmCount || byName(a, b),
};

/** The hosts of a cluster with their loads against its thresholds. */
export function HostsTable({ cluster, sort }: { cluster: ClusterPage; sort: HostSort }) {
  const t = useTranslations('cluster.hosts');
  const columns = useColumns(cluster, sort);
  return (
    <Section title={t('title')} note={t('note')}>
      <DataTable
        caption={t('caption', { cluster: cluster.name })}
        columns={columns}
        items={[...cluster.hosts].sort(compare[sort])}
        keyOf={(host) => host.id}
        isDim={(host) => host.connection !== 'up'}
        empty={<Empty title={t('none')}>{t('noneBody')}</Empty>}
      />
      <div className="mt-2">
        <NetworkWarnings warnings={cluster.hosts.flatMap((host) => host.networkWarnings)} />
      </div>
    </Section>
  );
}

function useColumns(cluster: ClusterPage, sort: HostSort): Column<ClusterHost>[] {
  const t = useTranslations('cluster.hosts');
  const sortBy = (key: HostSort) =>
    ({
      href: paths.cluster(cluster.id, { sort: key }),
      direction: sort === key ? (key === 'name' ? 'ascending' : 'descending') : undefined,
    }) as const;
  const { cpuThresholdPercent, memoryThresholdPercent } = cluster;
  const lastOf = (host: ClusterHost, percent: number | null) =>
    percent === null || !host.lastSampleAt
      ? null
      : { percent, ageMs: cluster.now.getTime() - host.lastSampleAt.getTime() };
  return [
    {
      key: 'name',
      header: t('name'),
      sort: sortBy('name'),
      cell: (host) => <RowLink href={paths.host(host.id)}>{host.name}</RowLink>,
    },
    { key: 'state', header: t('state'), cell: (host) => <StateOf host={host} cluster={cluster} /> },
    {
      key: 'cpu',
      header: t('cpu'),
      sort: sortBy('cpu'),
      className: 'w-1/6 min-w-24',
      cell: (host) => (
        <LoadBar
          name={t('cpu')}
          percent={host.cpuPercent}
          thresholdPercent={cpuThresholdPercent}
          last={lastOf(host, host.lastCpuPercent)}
        />
      ),
    },
    {
      key: 'memory',
      header: t('memory'),
      sort: sortBy('memory'),
      className: 'w-1/6 min-w-24',
      cell: (host) => (
        <LoadBar
          name={t('memory')}
          percent={host.memoryPercent}
          thresholdPercent={memoryThresholdPercent}
          last={lastOf(host, host.lastMemoryPercent)}
        />
      ),
    },
    {
      key: 'day',
      header: t('day'),
      wideOnly: true,
      cell: (host) => <Sparkline name={t('trendOf', { host: host.name })} points={host.use.cpuPercent} />,
    },
    ...useSizeColumns(sortBy('vms')),
  ];
}

/** How much there is on a host and of it. */
function useSizeColumns(vmSort: Column<ClusterHost>['sort']): Column<ClusterHost>[] {
  const t = useTranslations('cluster.hosts');
  const locale = useLocale();
  return [
    {
      key: 'vms',
      header: t('vms'),
      numeric: true,
      sort: vmSort,
      cell: (host) => formatNumber(host.vmCount, locale),
    },
    {
      key: 'cores',
      header: t('cores'),
      numeric: true,
      wideOnly: true,
      cell: (host) => formatNumber(host.cores, locale),
    },
    {
      key: 'size',
      header: t('memorySize'),
      numeric: true,
      wideOnly: true,
      cell: (host) => formatGibibytes(host.memoryMiB, locale),
    },
    {
      key: 'over',
      header: t('over'),
      numeric: true,
      wideOnly: true,
      cell: (host) => (host.overloadedSince ? <DateTime at={host.overloadedSince} style="clock" /> : '-'),
    },
  ];
}

function StateOf({ host, cluster }: { host: ClusterHost; cluster: ClusterPage }) {
  const load = worseTone(
    toneOfLoad(host.cpuPercent, cluster.cpuThresholdPercent),
    toneOfLoad(host.memoryPercent, cluster.memoryThresholdPercent),
  );
  return (
    <span className="max-md:[&_span>span]:sr-only">
      <HostBadge
        mode={host.mode}
        isMaintainedThere={host.isMaintainedThere}
        connection={host.connection}
        alarms={host.alarms}
        isFailing={host.failing !== null}
        load={load}
      />
    </span>
  );
}
