import { useTranslations } from 'next-intl';
import { Columns, Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { packSeries, percentPacking } from '@/lib/format/packed-series';
import { paths } from '@/lib/model/paths';
import type { Overview, OverviewCluster, OverviewHost } from '@/lib/views/overview/read-overview';
import { type UseRow, UseTable } from './use-table';

/** What the hypervisors measured of each host, now and over the last hour. */
export function UseSection({ clusters, busiest }: Pick<Overview, 'clusters' | 'busiest'>) {
  const t = useTranslations('overview.use');
  if (busiest) return <BusiestSection clusters={clusters} busiest={busiest} />;
  return (
    <Section title={t('title')} note={t('note')} className="border-line border-t pt-4">
      <Columns>
        {clusters.map((cluster) => (
          <UseTable
            key={cluster.id}
            caption={t('caption', { cluster: cluster.name })}
            header={cluster.name}
            rows={cluster.hosts.map(viewUseRow)}
          />
        ))}
      </Columns>
    </Section>
  );
}

/** With many hosts: those with the highest use. The page of hosts has all of them. */
function BusiestSection({ clusters, busiest }: { clusters: readonly OverviewCluster[]; busiest: string[] }) {
  const t = useTranslations('overview.use');
  const hosts = new Map(clusters.flatMap((cluster) => cluster.hosts.map((host) => [host.id, host])));
  return (
    <Section
      title={t('title')}
      note={t('busiestNote', { count: busiest.length, of: hosts.size })}
      aside={<TextLink href={paths.hosts()}>{t('allHosts')}</TextLink>}
      className="border-line border-t pt-4"
    >
      <UseTable
        caption={t('busiest')}
        header={t('host')}
        rows={busiest.flatMap((id) => hosts.get(id) ?? []).map(viewUseRow)}
      />
    </Section>
  );
}

const viewUseRow = ({ id, name, connection, use }: OverviewHost): UseRow => ({
  id,
  name,
  isUp: connection === 'up',
  cpuPercent: packSeries(use.cpuPercent, percentPacking),
  memoryPercent: packSeries(use.memoryPercent, percentPacking),
});
