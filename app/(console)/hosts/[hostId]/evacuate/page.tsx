import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { EvacuateHostsButton } from '@/components/domain/evacuate-hosts-button';
import { MoveOptionsProvider } from '@/components/domain/move-options';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { Facts, PageBody, PageHead } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { formatList } from '@/lib/format/list';
import { isAllowed } from '@/lib/model/actor';
import { byName } from '@/lib/model/compare-names';
import { isId } from '@/lib/model/is-id';
import { paths } from '@/lib/model/paths';
import {
  type EmptiedHost,
  type EvacuationPage,
  readEvacuation,
} from '@/lib/views/evacuation/read-evacuation';
import { foundOr404 } from '../../../../found-or-404';
import { type SearchParams, textOf } from '../../../../search-params';
import { requireContext } from '../../../../session';
import { FirstMigrationNote } from '../../../_components/first-migration-note';
import { Shows } from '../../../_components/shows';
import { ownLists } from './_components/decision-href';
import { EvacuateForm } from './_components/evacuate-form';
import { EvacuationOutlook } from './_components/evacuation-outlook';
import { HostFacts } from './_components/host-facts';

interface EvacuatePageProps {
  params: Promise<{ hostId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Planned once a request, for the title and for the page. Of each: ids, separated by commas. */
const loadEvacuation = cache(async (hosts: string, ...lists: string[]) => {
  const decided = Object.fromEntries(decisions.map((name, i) => [name, idsIn(lists[i] ?? '').filter(isId)]));
  return foundOr404(
    readEvacuation({ ctx: await requireContext(), input: { hostIds: idsIn(hosts), ...decided } }),
  );
});

const decisions = ['leave', 'shutDown', 'save', 'offline', 'quick', 'ask', 'lift'] as const;

const idsIn = (ids: string): string[] => [...new Set(ids.split(',').filter((id) => id !== ''))];

async function loadPage({ params, searchParams }: EvacuatePageProps): Promise<EvacuationPage> {
  const [{ hostId }, parameters] = await Promise.all([params, searchParams]);
  const also = textOf(parameters, 'also');
  const lists = decisions.map((name) => textOf(parameters, name) ?? '');
  return loadEvacuation([hostId, also].join(), ...lists);
}

async function namesOf({ emptied }: EvacuationPage): Promise<string> {
  return formatList(
    emptied.map(({ name }) => name),
    await getLocale(),
  );
}

export async function generateMetadata(props: EvacuatePageProps): Promise<Metadata> {
  const t = await getTranslations('evacuate');
  return { title: t('title', { host: await namesOf(await loadPage(props)) }) };
}

export default async function EvacuatePage(props: EvacuatePageProps) {
  const [ctx, page, t] = await Promise.all([requireContext(), loadPage(props), getTranslations('evacuate')]);
  const { cluster, emptied, blockers } = page;
  const names = await namesOf(page);
  const hostIds = emptied.map(({ id }) => id);
  const [only, ...more] = emptied;
  const inCluster = [...emptied, ...page.others].sort(byName);
  return (
    <MoveOptionsProvider key={hostIds.join()}>
      <Shows clusters={[cluster.id]} />
      <PageHead
        crumbs={[
          { href: paths.cluster(cluster.id), label: cluster.name },
          ...(only && more.length === 0 ? [{ href: paths.host(only.id), label: only.name }] : []),
        ]}
        crumbsLabel={t('crumbs')}
        title={t('title', { host: names })}
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
          <>
            <EvacuateForm
              hasVsan={page.cluster.hasVsan}
              hostIds={hostIds}
              names={names}
              decided={ownLists(page)}
              disabledReason={await whyNot(page, isAllowed(ctx.actor, 'host.evacuate'))}
            />
            <EvacuateHostsButton
              key={hostIds.join()}
              label={t('choose.button')}
              hosts={inCluster}
              chosenIds={hostIds}
              disabledReason={null}
            />
          </>
        }
      />
      <PageBody className="grid gap-5">
        {cluster.notReady ? <PastNotice at={cluster.now} /> : null}
        <FirstMigrationNote clusterId={cluster.id} />
        <Notices page={page} />
        <EvacuationOutlook page={page} cluster={page.policy} />
      </PageBody>
    </MoveOptionsProvider>
  );
}

/** Why it cannot be started now: the role first, because waiting does not change it. */
async function whyNot(page: EvacuationPage, isAllowedTo: boolean): Promise<string | null> {
  const t = await getTranslations('evacuate.why');
  if (!isAllowedTo) return t('role');
  if (page.cluster.notReady) return t('past');
  for (const { name: host, runId, mode, connection } of page.emptied) {
    if (runId) return t('running', { host });
    if (mode === 'maintenance') return t('maintenance', { host });
    if (connection !== 'up') return t('silent', { host });
  }
  const areDraining = page.emptied.every(({ mode }) => mode === 'draining');
  if (areDraining && page.moves.length === 0 && page.vmCount > page.decided.ways.length)
    return t('nothing', { host: await namesOf(page) });
  return null;
}

/** What must be known of each of the hosts. */
function Notices({ page }: { page: EvacuationPage }) {
  return page.emptied.map((host) => <HostNotice key={host.id} host={host} />);
}

async function HostNotice({ host }: { host: EmptiedHost }) {
  const t = await getTranslations('evacuate.notice');
  if (host.runId) {
    return (
      <Note
        tone="accent"
        title={t('running', { host: host.name })}
        actions={<ButtonLink href={paths.job(host.runId)}>{t('openJob')}</ButtonLink>}
      />
    );
  }
  if (host.cores === null) return <Note tone="unknown" title={t('never', { host: host.name })} />;
  if (host.mode === 'maintenance')
    return <Note tone="accent" title={t('maintenance', { host: host.name })} />;
  return host.mode === 'draining' ? <Note tone="warn" title={t('draining', { host: host.name })} /> : null;
}
