import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PatchStateBadge } from '@/components/domain/patch-badges';
import { PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { isFinishedPatch } from '@/lib/model/patch-run';
import { paths } from '@/lib/model/paths';
import { readPatchRun } from '@/lib/views/patches/read-patch-run';
import { foundOr404 } from '../../../found-or-404';
import { requireContext } from '../../../session';
import { Shows } from '../../_components/shows';
import { FailedHosts } from './_components/failed-hosts';
import { PatchActions } from './_components/patch-actions';
import { PatchFacts, PatchStats } from './_components/patch-head';
import { PatchTimeline } from './_components/patch-timeline';

interface PatchRunPageProps {
  params: Promise<{ patchRunId: string }>;
}

/** Read once a request, for the title and for the page. */
const loadRun = cache(async (patchRunId: string) =>
  foundOr404(readPatchRun({ ctx: await requireContext(), input: { patchRunId } })),
);

export async function generateMetadata({ params }: PatchRunPageProps): Promise<Metadata> {
  const [run, t] = await Promise.all([loadRun((await params).patchRunId), getTranslations('patch')]);
  return { title: t('name', { number: run.number }) };
}

export default async function PatchRunPage({ params }: PatchRunPageProps) {
  const [ctx, { patchRunId }, t] = await Promise.all([requireContext(), params, getTranslations('patch')]);
  const run = await loadRun(patchRunId);
  const name = t('name', { number: run.number });
  const isEnded = isFinishedPatch(run.state);
  const disabledReason = isAllowed(ctx.actor, 'patch.run') ? null : t('run.role');
  return (
    <>
      {/* with each sample while it lasts: its times count on */}
      <Shows
        topics={isEnded ? ['cluster', 'job'] : ['cluster', 'host', 'job', 'sample']}
        clusters={[run.cluster.id]}
      />
      <PageHead
        crumbs={[
          { href: paths.cluster(run.cluster.id), label: run.cluster.name },
          { href: paths.patchHosts(run.cluster.id), label: t('title') },
        ]}
        crumbsLabel={t('crumbs')}
        title={name}
        status={<PatchStateBadge state={run.state} />}
        lede={<PatchFacts run={run} />}
        actions={
          isEnded ? null : (
            <PatchActions patchRunId={run.id} state={run.state} name={name} disabledReason={disabledReason} />
          )
        }
      />
      <PageBody className="grid gap-6">
        {run.state === 'stopped' ? <FailedHosts run={run} disabledReason={disabledReason} /> : null}
        <PatchStats run={run} />
        <PatchTimeline run={run} disabledReason={disabledReason} />
      </PageBody>
    </>
  );
}
