import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { FailingNote } from '@/components/domain/failing-note';
import { HostAlarms } from '@/components/domain/host-alarms';
import { HostBadge } from '@/components/domain/host-badge';
import { PastNotice } from '@/components/domain/past-notice';
import { PowerSteps } from '@/components/domain/power-steps';
import { ButtonLink } from '@/components/ui/button-link';
import { PageBody, PageHead } from '@/components/ui/page';
import { Tabs } from '@/components/ui/tabs';
import { toneOfLoad, worseTone } from '@/lib/format/load';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { type HostPage as HostData, readHost } from '@/lib/views/host/read-host';
import { readHostSteps } from '@/lib/views/host/read-host-steps';
import { readVmPanel } from '@/lib/views/host/read-vm-panel';
import type { ChartChoice } from '@/lib/views/series/read-measure-chart';
import { foundOr404 } from '../../../found-or-404';
import type { SearchParams } from '../../../search-params';
import { requireContext } from '../../../session';
import { FirstMigrationNote } from '../../_components/first-migration-note';
import { Shows } from '../../_components/shows';
import { ExpectedLoad } from './_components/expected-load';
import { HostActions } from './_components/host-actions';
import { HostFacts, OverMemory, StaleHost } from './_components/host-facts';
import { LeftCopiesNote } from './_components/left-copies-note';
import { ManagerNote } from './_components/manager-note';
import { ClearFailing, MarkFailing } from './_components/mark-failing';
import { countRefusals, RefusalsSection } from './_components/refusals-section';
import { Summary } from './_components/summary';
import { Utilisation } from './_components/utilisation';
import { VmPanel } from './_components/vm-panel';
import { VmsSection } from './_components/vms-section';
import { type HostQuery, hostHref, hostTabs, readHostQuery } from './host-query';

interface HostPageProps {
  params: Promise<{ hostId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Read once a request, for the title and for the page: its parameters are compared one by one. */
const loadOnce = cache(
  async (
    hostId: string,
    range: ChartChoice['range'],
    group: ChartChoice['group'],
    fromMs: number | undefined,
    toMs: number | undefined,
  ) => {
    const span = fromMs === undefined || toMs === undefined ? null : spanOf(fromMs, toMs);
    const input = { hostId, choice: { range, span, group } };
    return foundOr404(readHost({ ctx: await requireContext(), input }));
  },
);
const spanOf = (fromMs: number, toMs: number) => ({ from: new Date(fromMs), to: new Date(toMs) });
const loadHost = (hostId: string, { range, group, span }: HostQuery) =>
  loadOnce(hostId, range, group, span?.from.getTime(), span?.to.getTime());

export async function generateMetadata({ params, searchParams }: HostPageProps): Promise<Metadata> {
  const query = readHostQuery(await searchParams);
  return { title: (await loadHost((await params).hostId, query)).host.name };
}

export default async function HostPage({ params, searchParams }: HostPageProps) {
  const ctx = await requireContext();
  const [{ hostId }, parameters] = await Promise.all([params, searchParams]);
  const query = readHostQuery(parameters);
  const [page, steps, panel, t, settings] = await Promise.all([
    loadHost(hostId, query),
    readHostSteps({ ctx, input: { hostId } }),
    query.vm
      ? readVmPanel({ ctx, input: { vmId: query.vm, hostId, choice: { ...query, group: query.vmGroup } } })
      : null,
    getTranslations('host'),
    getTranslations('settings'),
  ]);
  const { host, cluster } = page;
  const counts = { vms: host.vmCount, refusals: countRefusals(page) };
  const shownTabs = hostTabs.filter((tab) => tab !== 'refusals' || counts.refusals > 0 || tab === query.tab);
  return (
    <>
      <Shows clusters={[cluster.id]} />
      <PageHead
        title={host.name}
        crumbs={[{ href: paths.cluster(cluster.id), label: cluster.name }]}
        crumbsLabel={t('crumbs')}
        status={<BadgeOf page={page} />}
        lede={<HostFacts page={page} />}
        actions={
          <Actions
            page={page}
            mayAct={isAllowed(ctx.actor, 'host.evacuate')}
            mayMark={isAllowed(ctx.actor, 'host.maintain')}
          />
        }
      />
      <Tabs
        label={t('tabs.label')}
        tabs={shownTabs.map((tab) => ({
          href: hostHref(host.id, query, { tab, vm: null }),
          label: t(`tabs.${tab}`),
          count: tab === 'summary' ? undefined : counts[tab],
          isCurrent: query.tab === tab,
        }))}
      />
      <div className={query.vm && query.tab === 'vms' ? 'lg:grid lg:grid-cols-[minmax(0,1fr)_22rem]' : ''}>
        <PageBody className="grid min-w-0 content-start gap-6">
          <Notices
            page={page}
            mayMark={isAllowed(ctx.actor, 'host.maintain')}
            mayRestart={isAllowed(ctx.actor, 'host.restart')}
          />
          <PowerSteps steps={steps} />
          {query.tab === 'summary' ? (
            <Summary
              page={page}
              refusal={isAllowed(ctx.actor, 'cluster.configure') ? null : settings('administratorOnly')}
            />
          ) : null}
          {query.tab === 'refusals' ? (
            <RefusalsSection page={page} mayAct={isAllowed(ctx.actor, 'vm.migrate')} />
          ) : null}
          {query.tab === 'vms' ? (
            <>
              <Utilisation page={page} query={query} />
              <ExpectedLoad page={page} />
              <VmsSection page={page} query={query} />
            </>
          ) : null}
        </PageBody>
        {query.vm && query.tab === 'vms' ? (
          <VmPanel
            vm={panel}
            query={query}
            thresholds={cluster}
            closeHref={hostHref(host.id, query, { vm: null })}
            notice={<FirstMigrationNote clusterId={cluster.id} />}
            obstacle={isAllowed(ctx.actor, 'vm.migrate') ? (cluster.notReady ? 'past' : null) : 'role'}
          />
        ) : null}
      </div>
    </>
  );
}

function BadgeOf({ page: { host, cluster } }: { page: HostData }) {
  const load = worseTone(
    toneOfLoad(host.cpuPercent, cluster.cpuThresholdPercent),
    toneOfLoad(host.memoryPercent, cluster.memoryThresholdPercent),
  );
  return (
    <HostBadge
      mode={host.mode}
      isMaintainedThere={host.isMaintainedThere}
      connection={host.connection}
      alarms={host.alarms}
      isFailing={host.failing !== null}
      load={load}
    />
  );
}

interface NoticesProps {
  page: HostData;
  mayMark: boolean;
  mayRestart: boolean;
}

/** What must be known of the host before its figures. */
function Notices({ page, mayMark, mayRestart }: NoticesProps) {
  const t = useTranslations('host.why');
  const { host, cluster, leftCopies } = page;
  return (
    <>
      {cluster.notReady ? <PastNotice at={cluster.now} /> : null}
      {host.connection === 'up' ? null : <StaleHost page={page} />}
      {host.manager ? <ManagerNote host={host.name} view={host.manager} /> : null}
      {host.memoryOverMiB > 0 && host.connection === 'up' ? <OverMemory page={page} /> : null}
      {host.failing ? (
        <FailingNote
          host={{ name: host.name, failing: host.failing }}
          actions={<FailingActions page={page} mayAct={mayMark} />}
        />
      ) : null}
      {leftCopies ? (
        <LeftCopiesNote
          left={leftCopies}
          disabledReason={mayRestart ? null : t('role', { host: host.name })}
        />
      ) : null}
      <HostAlarms alarms={host.alarms} />
    </>
  );
}

interface ActionsProps {
  page: HostData;
  mayAct: boolean;
  mayMark: boolean;
}

function Actions({ page, mayAct, mayMark }: ActionsProps) {
  const t = useTranslations('host.why');
  const { id, name, mode, vmCount, failing } = page.host;
  return (
    <>
      <HostActions
        host={{ id, name, mode, vmCount }}
        cluster={page.cluster}
        suggestionId={vmCount > 0 ? page.suggestionId : null}
        evacuationRunId={page.evacuationRunId}
        obstacle={obstacleOf(page, mayAct)}
      />
      {failing ? null : (
        <MarkFailing host={{ id, name }} disabledReason={mayMark ? null : t('role', { host: name })} />
      )}
    </>
  );
}

/** What can be done about a host that is about to fail. */
function FailingActions({ page: { host, evacuationRunId }, mayAct }: { page: HostData; mayAct: boolean }) {
  const t = useTranslations('host');
  const { id, name, mode, vmCount } = host;
  return (
    <>
      {mode === 'active' && vmCount > 0 && evacuationRunId === null ? (
        <ButtonLink variant="primary" href={paths.evacuate(id)}>
          {t('failing.evacuate')}
        </ButtonLink>
      ) : null}
      <ClearFailing host={{ id, name }} disabledReason={mayAct ? null : t('why.role', { host: name })} />
    </>
  );
}

/** What prevents every action on the host; the role first, because waiting does not change it. */
function obstacleOf({ host, cluster }: HostData, mayAct: boolean): 'role' | 'past' | 'silent' | null {
  if (!mayAct) return 'role';
  if (cluster.notReady) return 'past';
  return host.connection === 'up' || host.vmCount === 0 ? null : 'silent';
}
