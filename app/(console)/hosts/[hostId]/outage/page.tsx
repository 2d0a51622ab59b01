import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { type OutagePage as OutageData, readOutage } from '@/lib/views/outage/read-outage';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { FenceSection } from './_components/fence-section';
import { OutageStatus } from './_components/outage-status';
import { RestartSection } from './_components/restart-section';
import { SignsSection } from './_components/signs-section';
import { VmsSection } from './_components/vms-section';

interface OutagePageProps {
  params: Promise<{ hostId: string }>;
}

/** Read once a request, for the title and for the page. */
const loadOutage = cache(async (hostId: string) =>
  foundOr404(readOutage({ ctx: await requireContext(), input: { hostId } })),
);

export async function generateMetadata({ params }: OutagePageProps): Promise<Metadata> {
  const t = await getTranslations('outage');
  return { title: t('title', { host: (await loadOutage((await params).hostId)).host.name }) };
}

export default async function OutagePage({ params }: OutagePageProps) {
  const { hostId } = await params;
  const [ctx, page, t] = await Promise.all([requireContext(), loadOutage(hostId), getTranslations('outage')]);
  const { host, cluster, outage } = page;
  const mayRestart = isAllowed(ctx.actor, 'host.restart');
  return (
    <>
      <Shows topics={['host', 'vm', 'policy', 'job', 'move']} clusters={[cluster.id]} />
      <PageHead
        crumbs={[
          { href: paths.cluster(cluster.id), label: cluster.name },
          { href: paths.host(host.id), label: host.name },
        ]}
        crumbsLabel={t('crumbs')}
        title={t('title', { host: host.name })}
        status={outage ? <OutageStatus verdict={outage.verdict} /> : null}
        lede={t('lede')}
      />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={cluster.now} /> : null}
        <Running page={page} />
        {outage ? (
          <SignsSection page={page} outage={outage} />
        ) : (
          <Note
            tone={host.connection === 'up' ? 'ok' : 'unknown'}
            title={t(answerKey(page), { host: host.name })}
          />
        )}
        {outage && page.isAble ? <FenceSection page={page} outage={outage} mayFence={mayRestart} /> : null}
        <VmsSection page={page} />
        {outage ? <RestartSection page={page} outage={outage} mayRestart={mayRestart} /> : null}
      </PageBody>
    </>
  );
}

const answerKey = ({ host }: OutageData) => (host.connection === 'up' ? 'answers' : 'never');

async function Running({ page: { runId, host } }: { page: OutageData }) {
  const t = await getTranslations('outage');
  if (runId === null) return null;
  return (
    <Note
      tone="accent"
      title={t('running', { host: host.name })}
      actions={<ButtonLink href={paths.job(runId)}>{t('openJob')}</ButtonLink>}
    />
  );
}
