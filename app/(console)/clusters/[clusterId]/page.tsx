import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { BalanceChart } from '@/components/charts/balance-chart';
import { EvacuateHostsButton } from '@/components/domain/evacuate-hosts-button';
import { FailingNote } from '@/components/domain/failing-note';
import { HostAlarms } from '@/components/domain/host-alarms';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Columns, Facts, PageBody, PageHead, Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber, formatPercent } from '@/lib/format/number';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { type ClusterPage as ClusterData, readCluster } from '@/lib/views/cluster/read-cluster';
import { foundOr404 } from '../../../found-or-404';
import type { SearchParams } from '../../../search-params';
import { requireContext } from '../../../session';
import { viewBalanceSeries } from '../../_components/balance-series';
import { FirstMigrationNote } from '../../_components/first-migration-note';
import { Shows } from '../../_components/shows';
import { ClusterTabs } from './_components/cluster-tabs';
import { HostsTable, readHostSort } from './_components/hosts-table';
import { Planning } from './_components/planning';
import { ReserveNote } from './_components/reserve-note';
import { SnapshotPopover } from './_components/snapshot-popover';

interface ClusterPageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Read once a request, for the title and for the page. */
const loadCluster = cache(async (clusterId: string) =>
  foundOr404(readCluster({ ctx: await requireContext(), input: { clusterId } })),
);

export async function generateMetadata({ params }: ClusterPageProps): Promise<Metadata> {
  return { title: (await loadCluster((await params).clusterId)).name };
}

export default async function ClusterPage({ params, searchParams }: ClusterPageProps) {
  const ctx = await requireContext();
  const [{ clusterId }, { tab, sort }] = await Promise.all([params, searchParams]);
  if (tab === 'rules') redirect(paths.rules(clusterId)); // where they were in earlier versions
  const cluster = await loadCluster(clusterId);
  const t = await getTranslations('cluster');
  return (
    <>
      <Shows clusters={[cluster.id]} />
      <PageHead
        title={cluster.name}
        crumbs={[{ href: paths.overview(), label: t('clusters') }]}
        crumbsLabel={t('crumbs')}
        lede={<ClusterFacts cluster={cluster} />}
        actions={
          <>
            {cluster.suggestion ? (
              <ButtonLink variant="primary" href={paths.suggestion(cluster.suggestion.id)}>
                {t('review')}
              </ButtonLink>
            ) : null}
            <EvacuateHostsButton
              label={t('evacuateHosts')}
              hosts={cluster.hosts.filter(
                ({ mode, connection }) => mode !== 'maintenance' && connection === 'up',
              )}
              disabledReason={isAllowed(ctx.actor, 'host.evacuate') ? null : t('evacuateRole')}
            />
            <SnapshotPopover clusterId={cluster.id} />
            <ButtonLink href={paths.clusterPolicy(cluster.id)}>{t('policy')}</ButtonLink>
            {cluster.mode === 'suggest' && isAllowed(ctx.actor, 'policy.edit') ? (
              <ButtonLink href={paths.clusterPolicy(cluster.id, { show: 'automation' })}>
                {t('automate')}
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <ClusterTabs
        cluster={{ id: cluster.id, hosts: cluster.hosts.length, rules: cluster.rules }}
        current="hosts"
      />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={cluster.now} /> : null}
        {cluster.hosts.map((host) =>
          host.failing ? (
            <FailingNote
              key={host.id}
              host={{ name: host.name, failing: host.failing }}
              actions={
                host.mode === 'active' ? (
                  <ButtonLink href={paths.evacuate(host.id)}>{t('evacuateHost')}</ButtonLink>
                ) : (
                  <ButtonLink href={paths.host(host.id)}>{t('openHost')}</ButtonLink>
                )
              }
            />
          ) : null,
        )}
        <FirstMigrationNote clusterId={cluster.id} />
        <ReserveNote clusterId={cluster.id} reserve={cluster.reserve} />
        {cluster.hosts.map((host) => (
          <HostAlarms key={host.id} alarms={host.alarms} host={host.name} />
        ))}
        <HostsTable cluster={cluster} sort={readHostSort(sort)} />
        <Columns className="border-line border-t pt-4">
          <Planning cluster={cluster} />
          <BalanceOfCluster cluster={cluster} />
        </Columns>
      </PageBody>
    </>
  );
}

async function ClusterFacts({ cluster }: { cluster: ClusterData }) {
  const [t, tCommon, locale] = await Promise.all([
    getTranslations('cluster.lede'),
    getTranslations('common'),
    getLocale(),
  ]);
  const vms = cluster.hosts.reduce((sum, host) => sum + host.vmCount, 0);
  return (
    <Facts>
      <span>{tCommon('hosts', { count: cluster.hosts.length })}</span>
      <span>{tCommon('vms', { count: vms })}</span>
      <span>{t('imbalance', { spread: formatNumber(cluster.spread, locale, 2) })}</span>
      <span>
        {t('thresholds', {
          cpu: formatPercent(cluster.cpuThresholdPercent, locale),
          memory: formatPercent(cluster.memoryThresholdPercent, locale),
        })}
      </span>
      <span>{t('interval', { duration: formatDuration(cluster.intervalSeconds * 1000, locale) })}</span>
    </Facts>
  );
}

const DAY_MS = 86_400_000;

async function BalanceOfCluster({ cluster }: { cluster: ClusterData }) {
  const t = await getTranslations('cluster.balance');
  const to = cluster.now.getTime();
  return (
    <Section title={t('title')} note={t('note')}>
      <BalanceChart from={to - DAY_MS} to={to} series={[viewBalanceSeries(cluster)]} />
    </Section>
  );
}
