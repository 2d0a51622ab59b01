import { useLocale, useTranslations } from 'next-intl';
import { HeatStrip } from '@/components/domain/heat-strip';
import type { HeatOrder } from '@/components/domain/rank-hosts';
import { Section } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { OverviewCluster } from '@/lib/views/overview/read-overview';

const orders = ['cpu', 'memory', 'name'] as const satisfies HeatOrder[];

/** The order that the address asks for; by CPU unless it names another. */
export const readHeatOrder = (sort: string | string[] | undefined): HeatOrder =>
  orders.find((order) => order === sort) ?? 'cpu';

/** All hosts by load, one strip a cluster. */
export function HostsSection({
  clusters,
  order,
}: {
  clusters: readonly OverviewCluster[];
  order: HeatOrder;
}) {
  const t = useTranslations('overview.hosts');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  return (
    <Section
      title={t('title')}
      note={t('note', { sort: order })}
      aside={
        <>
          <span className="text-ink-2 max-md:hidden">
            <span
              aria-hidden="true"
              className="mr-1.5 inline-block w-4 border-ink-2 border-t border-dashed align-middle"
            />
            {t('threshold')}
          </span>
          <Segmented
            label={t('sort')}
            segments={orders.map((each) => ({
              key: each,
              label: t(each),
              isCurrent: each === order,
              href: paths.overview({ sort: each === 'cpu' ? null : each }),
            }))}
          />
        </>
      }
    >
      <HeatStrip
        order={order}
        clusters={clusters.map((cluster) => ({
          id: cluster.id,
          name: cluster.name,
          cpuThresholdPercent: cluster.cpuThresholdPercent,
          memoryThresholdPercent: cluster.memoryThresholdPercent,
          href: paths.cluster(cluster.id),
          note: t.rich('clusterNote', {
            hosts: tCommon('hosts', { count: cluster.hosts.length }),
            vms: tCommon('vms', { count: cluster.vmCount }),
            spread: formatNumber(cluster.spread, locale, 2),
            b: (chunks) => <b className="text-ink-2">{chunks}</b>,
          }),
          hosts: cluster.hosts.map(({ use: _, ...host }) => ({ ...host, href: paths.host(host.id) })),
        }))}
      />
    </Section>
  );
}
