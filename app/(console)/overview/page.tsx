import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Columns, PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { type Overview, readOverview } from '@/lib/views/overview/read-overview';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { NoClusters } from '../_components/no-clusters';
import { Shows } from '../_components/shows';
import { BalanceSection } from './_components/balance-section';
import { DaySection } from './_components/day-section';
import { EvacuateButton } from './_components/evacuate-button';
import { Headline } from './_components/headline';
import { HostsSection, readHeatOrder } from './_components/hosts-section';
import { NeedsSection } from './_components/needs-section';
import { OptimizeButton } from './_components/optimize-button';
import { RunningSection } from './_components/running-section';
import { UseSection } from './_components/use-section';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') };
}

interface OverviewPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function OverviewPage({ searchParams }: OverviewPageProps) {
  const ctx = await requireContext();
  const [overview, parameters, t] = await Promise.all([
    readOverview({ ctx }),
    searchParams,
    getTranslations('overview'),
  ]);
  if (overview.clusters.length === 0)
    return (
      <NoClusters
        pageTitle={t('title')}
        title={t('empty.title')}
        body={t('empty.body')}
        action={isAllowed(ctx.actor, 'cluster.configure') ? t('empty.action') : null}
      />
    );
  const past = overview.clusters.find((cluster) => cluster.notReady);
  return (
    <>
      <Shows />
      <PageHead
        title={t('title')}
        lede={<Headline overview={overview} />}
        actions={<Actions overview={overview} isAllowed={isAllowed(ctx.actor, 'plan.approve')} />}
      />
      <PageBody className="grid gap-6">
        {past ? <PastNotice at={past.now} /> : null}
        <HostsSection clusters={overview.clusters} order={readHeatOrder(parameters.sort)} />
        <Columns>
          <NeedsSection needs={overview.needs} isInPast={past !== undefined} />
          <BalanceSection clusters={overview.clusters} moves={overview.day.moves} />
        </Columns>
        <Columns className="border-line border-t pt-4">
          <RunningSection running={overview.running} />
          <DaySection day={overview.day} />
        </Columns>
        <UseSection clusters={overview.clusters} busiest={overview.busiest} />
      </PageBody>
    </>
  );
}

/** Why a button cannot be pressed: the role first, because waiting does not change it. */
async function Actions({ overview, isAllowed }: { overview: Overview; isAllowed: boolean }) {
  const t = await getTranslations('overview');
  const isAllPast = overview.clusters.every((cluster) => cluster.notReady);
  const disabledReason = isAllowed ? (isAllPast ? t('past.reason') : null) : t('tooltip.role');
  const present = overview.clusters.filter((cluster) => !cluster.notReady);
  return (
    <>
      <OptimizeButton
        clusters={present.map(({ id, name }) => ({ id, name }))}
        disabledReason={disabledReason}
      />
      {overview.busiest === null ? (
        <EvacuateButton
          hosts={present.flatMap((cluster) =>
            cluster.hosts
              .filter((host) => host.mode !== 'maintenance' && host.connection === 'up')
              .map(({ id, name, vmCount }) => ({ id, name, vmCount })),
          )}
          disabledReason={disabledReason}
        />
      ) : (
        <ButtonLink href={paths.hosts()}>{t('evacuate.button')}</ButtonLink>
      )}
    </>
  );
}
