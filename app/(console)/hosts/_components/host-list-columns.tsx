import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { type Column, RowLink } from '@/components/data-table/data-table';
import { HostBadge } from '@/components/domain/host-badge';
import { LoadBar } from '@/components/domain/load-bar';
import { TextLink } from '@/components/ui/text-link';
import { DateTime } from '@/components/ui/times';
import { formatGibibytes } from '@/lib/format/bytes';
import { toneOfLoad, worseTone } from '@/lib/format/load';
import { formatNumber } from '@/lib/format/number';
import type { HostFilter, HostSort } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import type { HostRow } from '@/lib/views/hosts/host-rows';
import { hostsHref } from '../hosts-query';

/** The columns of the list of hosts. */
export function useHostListColumns(filter: HostFilter): readonly Column<HostRow>[] {
  const t = useTranslations('hosts');
  const locale = useLocale();
  return useMemo(() => {
    const sortBy = (sort: HostSort): Column<HostRow>['sort'] => ({
      href: hostsHref({ ...filter, sort }),
      direction: filter.sort === sort ? (sort === 'name' ? 'ascending' : 'descending') : undefined,
    });
    return [
      {
        key: 'name',
        header: t('name'),
        sort: sortBy('name'),
        cell: (host) => <RowLink href={paths.host(host.id)}>{host.name}</RowLink>,
      },
      { key: 'state', header: t('state'), cell: (host) => <StateOf host={host} /> },
      { key: 'cluster', header: t('cluster'), wideOnly: true, cell: (host) => host.cluster },
      {
        key: 'tags',
        header: t('tags'),
        wideOnly: true,
        className: 'max-w-40 truncate max-xl:hidden',
        cell: (host) => host.tags.join(', '),
      },
      {
        key: 'cpu',
        header: t('cpu'),
        className: 'w-1/6 min-w-20',
        sort: sortBy('cpu'),
        cell: (host) => (
          <LoadBar
            name={t('cpu')}
            percent={host.cpuPercent}
            thresholdPercent={host.cpuThresholdPercent}
            last={lastOf(host, host.lastCpuPercent)}
          />
        ),
      },
      {
        key: 'memory',
        header: t('memory'),
        className: 'w-1/6 min-w-20',
        sort: sortBy('memory'),
        cell: (host) => (
          <LoadBar
            name={t('memory')}
            percent={host.memoryPercent}
            thresholdPercent={host.memoryThresholdPercent}
            last={lastOf(host, host.lastMemoryPercent)}
          />
        ),
      },
      {
        key: 'vms',
        header: t('vms'),
        numeric: true,
        sort: sortBy('vms'),
        cell: (host) => (
          <TextLink quiet prefetch={false} href={paths.vms({ host: host.id })}>
            {formatNumber(host.vmCount, locale)}
          </TextLink>
        ),
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
        header: t('size'),
        numeric: true,
        wideOnly: true,
        cell: (host) => formatGibibytes(host.memoryMiB, locale),
      },
      {
        key: 'over',
        header: t('over'),
        numeric: true,
        wideOnly: true,
        className: 'max-lg:hidden',
        cell: (host) => (host.overloadedSince ? <DateTime at={host.overloadedSince} style="clock" /> : '-'),
      },
    ];
  }, [filter, t, locale]);
}

const lastOf = ({ silentMs }: HostRow, percent: number | null) =>
  percent === null || silentMs === null ? null : { percent, ageMs: silentMs };

function StateOf({ host }: { host: HostRow }) {
  const load = worseTone(
    toneOfLoad(host.cpuPercent, host.cpuThresholdPercent),
    toneOfLoad(host.memoryPercent, host.memoryThresholdPercent),
  );
  return (
    <span className="max-md:[&_span>span]:sr-only">
      <HostBadge
        mode={host.mode}
        isMaintainedThere={host.isMaintainedThere}
        connection={host.connection}
        alarms={host.alarms}
        isFailing={host.isFailing}
        load={load}
      />
    </span>
  );
}
