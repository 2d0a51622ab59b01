import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { isAllowed } from '@/lib/model/actor';
import { MAX_HOSTS_IN_FULL } from '@/lib/model/full-display';
import { paths } from '@/lib/model/paths';
import { listClusterSizes } from '@/lib/views/settings/list-cluster-sizes';
import { listClusters } from '@/lib/views/settings/list-clusters';
import type { SearchParams } from '../../../search-params';
import { requireContext, requireSession } from '../../../session';
import { Shows } from '../../_components/shows';
import { SettingsFrame } from '../_components/settings-frame';
import { ClusterSection } from './_components/cluster-section';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('clusters') };
}

interface ClustersPageProps {
  searchParams: Promise<SearchParams>;
}

/** With few hosts all clusters are on the page, with many only the one that the address names, or the first. */
export default async function ClustersPage({ searchParams }: ClustersPageProps) {
  const [me, ctx, parameters] = await Promise.all([requireSession(), requireContext(), searchParams]);
  const sizes = await listClusterSizes({ ctx });
  const isInFull = sizes.reduce((sum, { hosts }) => sum + hosts, 0) <= MAX_HOSTS_IN_FULL;
  const wanted = sizes.find(({ id }) => id === parameters.cluster) ?? sizes[0];
  const clusterId = isInFull ? undefined : wanted?.id;
  const [clusters, t, settings] = await Promise.all([
    listClusters({ ctx, input: { clusterId } }),
    getTranslations('clusters'),
    getTranslations('settings'),
  ]);
  const mayConfigure = isAllowed(ctx.actor, 'cluster.configure');
  const refusal = mayConfigure ? null : settings('administratorOnly');
  const connect = refusal ? (
    <Button variant="primary" disabledReason={refusal}>
      {t('add')}
    </Button>
  ) : (
    <ButtonLink variant="primary" href={paths.connectCluster()}>
      {t('add')}
    </ButtonLink>
  );
  return (
    <SettingsFrame
      current="clusters"
      lede={t('lede')}
      actions={connect}
      readOnlyAs={mayConfigure ? null : me.role}
    >
      <Shows
        topics={['cluster', 'host', 'vm', 'policy', 'job']}
        clusters={clusterId === undefined ? undefined : [clusterId]}
      />
      {clusterId === undefined ? null : (
        <div className="mb-4">
          <FilterMenu
            name={t('shown')}
            chosen={clusterId}
            options={sizes.map(({ id, name, hosts }) => ({
              key: id,
              label: t('option', { name, count: hosts }),
              href: paths.clusterSettings({ cluster: id }),
            }))}
          />
        </div>
      )}
      {clusters.length === 0 ? (
        <div className="py-10 text-center">
          <p className="font-semibold">{t('none')}</p>
          <p className="text-ink-3">{t('noneHint')}</p>
        </div>
      ) : null}
      <div className="flex flex-col gap-8">
        {clusters.map((cluster) => (
          <ClusterSection key={cluster.id} cluster={cluster} refusal={refusal} />
        ))}
      </div>
    </SettingsFrame>
  );
}
