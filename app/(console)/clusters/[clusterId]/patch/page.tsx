import type { Metadata } from 'next';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { PageBody } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readPatchPlan } from '@/lib/views/patches/read-patch-plan';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { PatchForm } from './_components/patch-form';
import { PatchRunsTable } from './_components/patch-runs-table';

interface PatchPageProps {
  params: Promise<{ clusterId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('patch'))('title') };
}

export default async function PatchPage({ params }: PatchPageProps) {
  const [ctx, { clusterId }, timeZone, t] = await Promise.all([
    requireContext(),
    params,
    getTimeZone(),
    getTranslations('patch'),
  ]);
  const plan = await foundOr404(readPatchPlan({ ctx, input: { clusterId } }));
  const { cluster, activeRunId } = plan;
  const refusal = activeRunId ? t('plan.active') : isAllowed(ctx.actor, 'patch.run') ? null : t('plan.role');
  return (
    <>
      <Shows topics={['cluster', 'host', 'vm', 'policy', 'job']} clusters={[cluster.id]} />
      <ClusterPartHead cluster={cluster} current="patch" title={t('title')} lede={t('lede')} />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={plan.now} /> : null}
        {activeRunId ? (
          <Note
            tone="accent"
            title={t('plan.activeNote')}
            actions={<ButtonLink href={paths.patchRun(activeRunId)}>{t('plan.openActive')}</ButtonLink>}
          />
        ) : null}
        {plan.hosts.length > 0 ? (
          <PatchForm plan={plan} timeZone={timeZone} disabledReason={refusal} />
        ) : cluster.notReady ? null : (
          <Empty icon="host" title={t('preview.none')}>
            {t('preview.noneBody')}
          </Empty>
        )}
        <PatchRunsTable runs={plan.runs} />
      </PageBody>
    </>
  );
}
