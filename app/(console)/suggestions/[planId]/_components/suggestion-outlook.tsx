'use client';

import { MoveOptionsFields, useMoveOptions } from '@/components/domain/move-options';
import { useAskedForecast } from '@/components/domain/use-asked-forecast';
import { Columns } from '@/components/ui/page';
import type { MovePolicy } from '@/lib/model/policy';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { forecastSuggestionAction } from '../actions';
import { useChosenMoves } from './approval';
import { HostsSection } from './hosts-section';
import { MovesSection } from './moves-section';
import { Packet } from './packet';
import { PlanStats } from './plan-stats';
import { RejectionsSection } from './rejections-section';

interface SuggestionOutlookProps {
  planId: string;
  page: SuggestionPage;
  cluster: MovePolicy;
  /** Why this person may not leave a VM alone; null: they may. */
  disabledReason: string | null;
}

/** What approving would do, with the options that are being typed; of a decided suggestion, what was decided. */
export function SuggestionOutlook({
  planId,
  page: asCluster,
  cluster,
  disabledReason,
}: SuggestionOutlookProps) {
  const moveIds = useChosenMoves();
  const { targetPauseMs, bandwidthCapMiBps } = useMoveOptions().asked;
  const forecast = useAskedForecast({
    shown: asCluster,
    order: { targetPauseMs, bandwidthCapMiBps, moveIds: moveIds ?? undefined },
    ask: ({ kind: _, ...order }) => forecastSuggestionAction({ planId, ...order }),
  });
  const isWaiting = asCluster.state === 'suggested';
  const page = isWaiting ? forecast.value : asCluster;
  const isBusy = isWaiting && forecast.status === 'pending';
  return (
    <>
      <div aria-busy={isBusy} className="aria-busy:opacity-60">
        <PlanStats page={page} />
      </div>
      {isWaiting ? (
        <MoveOptionsFields
          cluster={cluster}
          abilities={page.cluster.abilities}
          path="options."
          forecast={forecast}
        />
      ) : null}
      <Columns layout="side">
        <div aria-busy={isBusy} className="grid min-w-0 content-start gap-6 aria-busy:opacity-60">
          <MovesSection page={page} isWaiting={isWaiting} disabledReason={disabledReason} />
          <HostsSection page={page} />
          <RejectionsSection rejections={page.rejections} />
        </div>
        <Packet page={page} />
      </Columns>
    </>
  );
}
