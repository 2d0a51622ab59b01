import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MoveOptionsProvider } from '@/components/domain/move-options';
import { PlanStateBadge } from '@/components/domain/state-badges';
import { PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readSuggestion } from '@/lib/views/suggestion/read-suggestion';
import { foundOr404 } from '../../../found-or-404';
import { requireContext } from '../../../session';
import { FirstMigrationNote } from '../../_components/first-migration-note';
import { Shows } from '../../_components/shows';
import { ApprovalButtons, ApprovalFailure, ApprovalProvider } from './_components/approval';
import { DecisionNote } from './_components/decision-note';
import { PlanFacts, PlanTitle } from './_components/plan-head';
import { SuggestionOutlook } from './_components/suggestion-outlook';

interface SuggestionPageProps {
  params: Promise<{ planId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('suggestions'))('title') };
}

export default async function SuggestionPage({ params }: SuggestionPageProps) {
  const [ctx, { planId }, t] = await Promise.all([requireContext(), params, getTranslations('suggestions')]);
  const page = await foundOr404(readSuggestion({ ctx, input: { planId } }));
  const { cluster, gist } = page;
  const name = t('number', { number: gist.number });
  const isWaiting = page.state === 'suggested';
  const role = isAllowed(ctx.actor, 'plan.approve') ? null : t('actions.role');
  const disabledReason = role ?? (cluster.notReady ? t('actions.past') : null);
  return (
    <MoveOptionsProvider key={planId}>
      <Shows clusters={[cluster.id]} />
      <ApprovalProvider planId={planId} name={name} moves={page.moves}>
        <PageHead
          crumbs={[
            { href: paths.cluster(cluster.id), label: cluster.name },
            { href: paths.suggestions(), label: t('title') },
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
          {isWaiting ? <FirstMigrationNote clusterId={cluster.id} /> : <DecisionNote page={page} />}
          <SuggestionOutlook planId={planId} page={page} cluster={page.options} disabledReason={role} />
        </PageBody>
      </ApprovalProvider>
    </MoveOptionsProvider>
  );
}
