import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MoveOptionsFields, MoveOptionsProvider } from '@/components/domain/move-options';
import { PlanStateBadge } from '@/components/domain/state-badges';
import { Columns, PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { readMigrationSettings } from '@/lib/services/clusters/migration-settings';
import { readSuggestion } from '@/lib/services/plans/read-suggestion';
import { orNotFound } from '../../../or-not-found';
import { requireContext } from '../../../session';
import { ApprovalButtons, ApprovalFailure, ApprovalProvider } from './approval';
import { DecisionNote } from './decision-note';
import { HostsSection } from './hosts-section';
import { MovesSection } from './moves-section';
import { Packet } from './packet';
import { PlanFacts, PlanTitle } from './plan-head';
import { PlanStats } from './plan-stats';
import { RejectionsSection } from './rejections-section';

interface SuggestionPageProps {
  params: Promise<{ planId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('suggestions'))('title') };
}

export default async function SuggestionPage({ params }: SuggestionPageProps) {
  const [ctx, { planId }, t] = await Promise.all([requireContext(), params, getTranslations('suggestions')]);
  const page = await orNotFound(readSuggestion({ ctx, input: { planId } }));
  const { cluster, gist } = page;
  const name = t('number', { number: gist.number });
  const settings = await readMigrationSettings({ ctx, input: { clusterId: cluster.id } });
  const isWaiting = page.state === 'suggested';
  const role = isAllowed(ctx.actor, 'plan.approve') ? null : t('actions.role');
  const disabledReason = role ?? (cluster.isLivingPast ? t('actions.past') : null);
  return (
    <MoveOptionsProvider key={planId}>
      <ApprovalProvider planId={planId} name={name} moveIds={page.moves.map((move) => move.id)}>
        <PageHead
          crumbs={[
            { href: `/clusters/${cluster.id}`, label: cluster.name },
            { href: '/suggestions', label: t('title') },
          ]}
          crumbsLabel={t('crumbs')}
          title={<PlanTitle page={page} />}
          status={<PlanStateBadge state={page.state} />}
          lede={<PlanFacts page={page} />}
          actions={
            isWaiting ? (
              <ApprovalButtons planId={planId} name={name} disabledReason={disabledReason} />
            ) : undefined
          }
        />
        <PageBody className="grid gap-5">
          <ApprovalFailure />
          {isWaiting ? null : <DecisionNote page={page} />}
          <PlanStats page={page} />
          {isWaiting ? <MoveOptionsFields cluster={settings} path="options." isForecastFixed /> : null}
          <Columns layout="side">
            <div className="grid min-w-0 content-start gap-6">
              <MovesSection page={page} isWaiting={isWaiting} />
              <HostsSection page={page} />
              <RejectionsSection rejections={page.rejections} />
            </div>
            <Packet page={page} />
          </Columns>
        </PageBody>
      </ApprovalProvider>
    </MoveOptionsProvider>
  );
}
