import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { MoveOptionsProvider } from '@/components/domain/move-options';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { Facts, PageBody, PageHead } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { type EvacuationPage, readEvacuation } from '@/lib/views/evacuation/read-evacuation';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { EvacuateForm } from './_components/evacuate-form';
import { EvacuationOutlook } from './_components/evacuation-outlook';
import { HostFacts } from './_components/host-facts';

interface EvacuatePageProps {
  params: Promise<{ hostId: string }>;
}

/** Planned once a request, for the title and for the page. */
const loadEvacuation = cache(async (hostId: string) =>
  foundOr404(readEvacuation({ ctx: await requireContext(), input: { hostId } })),
);

export async function generateMetadata({ params }: EvacuatePageProps): Promise<Metadata> {
  const [{ hostId }, t] = await Promise.all([params, getTranslations('evacuate')]);
  const { host } = await loadEvacuation(hostId);
  return { title: t('title', { host: host.name }) };
}

export default async function EvacuatePage({ params }: EvacuatePageProps) {
  const [ctx, { hostId }, t] = await Promise.all([requireContext(), params, getTranslations('evacuate')]);
  const page = await loadEvacuation(hostId);
  const { host, cluster, blockers } = page;
  return (
    <MoveOptionsProvider key={host.id}>
      <Shows clusters={[cluster.id]} />
      <PageHead
        crumbs={[
          { href: paths.cluster(cluster.id), label: cluster.name },
          { href: paths.host(host.id), label: host.name },
        ]}
        crumbsLabel={t('crumbs')}
        title={t('title', { host: host.name })}
        status={
          blockers.length > 0 ? (
            <Status icon="warn" tone="warn">
              {t('status.blockers', { count: blockers.length })}
            </Status>
          ) : null
        }
        lede={
          <Facts>
            <HostFacts page={page} />
          </Facts>
        }
        actions={
          <EvacuateForm
            host={{ id: host.id, name: host.name }}
            disabledReason={await whyNot(page, isAllowed(ctx.actor, 'host.evacuate'))}
          />
        }
      />
      <PageBody className="grid gap-5">
        <Notices page={page} />
        <EvacuationOutlook page={page} cluster={page.policy} />
      </PageBody>
    </MoveOptionsProvider>
  );
}

/** Why it cannot be started now: the role first, because waiting does not change it. */
async function whyNot(page: EvacuationPage, isAllowedTo: boolean): Promise<string | null> {
  const t = await getTranslations('evacuate.why');
  const { host } = page;
  if (!isAllowedTo) return t('role');
  if (page.cluster.notReady) return t('past');
  if (page.runId) return t('running', { host: host.name });
  if (host.mode === 'maintenance') return t('maintenance', { host: host.name });
  if (host.connection !== 'up') return t('silent', { host: host.name });
  if (host.mode === 'draining' && page.moves.length === 0 && page.vmCount > 0) {
    return t('nothing', { host: host.name });
  }
  return null;
}

async function Notices({ page }: { page: EvacuationPage }) {
  const t = await getTranslations('evacuate.notice');
  const { host, runId } = page;
  if (runId) {
    return (
      <Note
        tone="accent"
        title={t('running', { host: host.name })}
        actions={<ButtonLink href={paths.job(runId)}>{t('openJob')}</ButtonLink>}
      />
    );
  }
  if (host.cores === null) return <Note tone="unknown" title={t('never', { host: host.name })} />;
  if (host.mode === 'maintenance')
    return <Note tone="accent" title={t('maintenance', { host: host.name })} />;
  return host.mode === 'draining' ? <Note tone="warn" title={t('draining', { host: host.name })} /> : null;
}
