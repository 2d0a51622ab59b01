import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { Figure } from '@/components/ui/figure';
import { Columns, Section } from '@/components/ui/page';
import { Sparkline } from '@/components/ui/sparkline';
import { percentQuantity } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { OverviewCluster, OverviewHost } from '@/lib/views/overview/read-overview';

/** What the hypervisors measured of each host, now and over the last hour. */
export function UseSection({ clusters }: { clusters: readonly OverviewCluster[] }) {
  const t = useTranslations('overview.use');
  return (
    <Section title={t('title')} note={t('note')} className="border-line border-t pt-4">
      <Columns>
        {clusters.map((cluster) => (
          <UseTable key={cluster.id} cluster={cluster} />
        ))}
      </Columns>
    </Section>
  );
}

function UseTable({ cluster }: { cluster: OverviewCluster }) {
  const t = useTranslations('overview.use');
  const locale = useLocale();
  const now = (host: OverviewHost, points: readonly (number | null)[]) =>
    percentQuantity(host.connection === 'up' ? points.findLast((point) => point !== null) : null, locale);
  const columns: Column<OverviewHost>[] = [
    {
      key: 'host',
      header: cluster.name,
      cell: (host) => <RowLink href={paths.host(host.id)}>{host.name}</RowLink>,
    },
    {
      key: 'cpu',
      header: t('cpuNow'),
      numeric: true,
      cell: (host) => <Figure of={now(host, host.use.cpuPercent)} />,
    },
    {
      key: 'cpuHour',
      header: t('cpuHour'),
      cell: (host) => (
        <Sparkline
          name={t('cpuOf', { host: host.name })}
          points={host.use.cpuPercent}
          className="max-md:w-16"
        />
      ),
    },
    {
      key: 'memory',
      header: t('memoryNow'),
      numeric: true,
      cell: (host) => <Figure of={now(host, host.use.memoryPercent)} />,
    },
    {
      key: 'memoryHour',
      header: t('memoryHour'),
      cell: (host) => (
        <Sparkline
          name={t('memoryOf', { host: host.name })}
          points={host.use.memoryPercent}
          className="max-md:w-16"
        />
      ),
    },
  ];
  return (
    <DataTable
      caption={t('caption', { cluster: cluster.name })}
      columns={columns}
      items={cluster.hosts}
      keyOf={(host) => host.id}
      isDim={(host) => host.connection !== 'up'}
    />
  );
}
