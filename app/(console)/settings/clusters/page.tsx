import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { listClusters } from '@/lib/views/settings/list-clusters';
import { requireContext, requireSession } from '../../../session';
import { Shows } from '../../_components/shows';
import { SettingsFrame } from '../_components/settings-frame';
import { ClusterSection } from './_components/cluster-section';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('clusters') };
}

export default async function ClustersPage() {
  const [me, ctx] = await Promise.all([requireSession(), requireContext()]);
  const [clusters, t, settings] = await Promise.all([
    listClusters({ ctx }),
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
      <Shows topics={['cluster', 'host', 'vm', 'policy', 'job']} />
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
