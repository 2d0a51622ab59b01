import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PastNotice } from '@/components/domain/past-notice';
import { PageBody } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { readReadiness } from '@/lib/views/readiness/read-readiness';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { CheckButton } from './_components/check-button';
import { FindingsSections } from './_components/findings-sections';
import { ReadinessState } from './_components/readiness-state';
import { TestSection } from './_components/test-section';

interface ReadinessPageProps {
  params: Promise<{ clusterId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('readiness'))('title') };
}

export default async function ReadinessPage({ params }: ReadinessPageProps) {
  const [ctx, { clusterId }, t] = await Promise.all([requireContext(), params, getTranslations('readiness')]);
  const page = await foundOr404(readReadiness({ ctx, input: { clusterId } }));
  const { cluster, report } = page;
  const role = isAllowed(ctx.actor, 'vm.migrate') ? null : t('role');
  const disabledReason = role ?? (cluster.notReady ? t('past') : null);
  return (
    <>
      <Shows topics={['readiness', 'cluster', 'host', 'vm', 'job']} clusters={[cluster.id]} />
      <ClusterPartHead
        cluster={cluster}
        current="readiness"
        title={t('title')}
        lede={t('lede')}
        actions={
          <CheckButton
            clusterId={cluster.id}
            isChecking={page.check === 'asked' || page.check === 'checking'}
            disabledReason={disabledReason}
          />
        }
      />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={page.now} /> : null}
        <ReadinessState page={page} />
        {report ? <FindingsSections report={report} /> : null}
        <TestSection page={page} disabledReason={disabledReason} />
      </PageBody>
    </>
  );
}
