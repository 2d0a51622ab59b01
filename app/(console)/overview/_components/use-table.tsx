'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { Figure } from '@/components/ui/figure';
import { Sparkline } from '@/components/ui/sparkline';
import { percentQuantity } from '@/lib/format/number';
import { percentPacking, unpackSeries } from '@/lib/format/packed-series';
import { paths } from '@/lib/model/paths';

/** A host with its measured use over the last hour, packed with `percentPacking`. */
export interface UseRow {
  id: string;
  name: string;
  isUp: boolean;
  cpuPercent: string;
  memoryPercent: string;
}

interface UseTableProps {
  caption: string;
  header: string;
  rows: readonly UseRow[];
}

/** A client component: its rows are sent with each update, as figures and not as elements. */
export function UseTable({ caption, header, rows }: UseTableProps) {
  const t = useTranslations('overview.use');
  const locale = useLocale();
  const pointsOf = (packed: string) => unpackSeries(packed, percentPacking);
  const now = (host: UseRow, packed: string) =>
    percentQuantity(host.isUp ? pointsOf(packed).findLast((point) => point !== null) : null, locale);
  const columns: Column<UseRow>[] = [
    {
      key: 'host',
      header,
      cell: (host) => <RowLink href={paths.host(host.id)}>{host.name}</RowLink>,
    },
    {
      key: 'cpu',
      header: t('cpuNow'),
      numeric: true,
      cell: (host) => <Figure of={now(host, host.cpuPercent)} />,
    },
    {
      key: 'cpuHour',
      header: t('cpuHour'),
      cell: (host) => (
        <Sparkline
          name={t('cpuOf', { host: host.name })}
          points={pointsOf(host.cpuPercent)}
          className="max-md:w-16"
        />
      ),
    },
    {
      key: 'memory',
      header: t('memoryNow'),
      numeric: true,
      cell: (host) => <Figure of={now(host, host.memoryPercent)} />,
    },
    {
      key: 'memoryHour',
      header: t('memoryHour'),
      cell: (host) => (
        <Sparkline
          name={t('memoryOf', { host: host.name })}
          points={pointsOf(host.memoryPercent)}
          className="max-md:w-16"
        />
      ),
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      items={rows}
      keyOf={(host) => host.id}
      isDim={(host) => !host.isUp}
    />
  );
}
