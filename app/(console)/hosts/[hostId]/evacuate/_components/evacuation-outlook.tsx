'use client';

import { useTranslations } from 'next-intl';
import { MoveOptionsFields, useMoveOptions } from '@/components/domain/move-options';
import { RestOfCluster } from '@/components/domain/rest-of-cluster';
import { useAskedForecast } from '@/components/domain/use-asked-forecast';
import { Columns, Section } from '@/components/ui/page';
import type { MovePolicy } from '@/lib/model/policy';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { forecastEvacuationAction } from '../actions';
import { BlockersSection } from './blockers-section';
import { ownLists } from './decision-href';
import { DecisionsSection } from './decisions-section';
import { EvacuationStats } from './evacuation-stats';
import { MovesSection } from './moves-section';
import { ThenSection } from './then-section';
import { useEmptiedNames } from './use-emptied-names';

interface EvacuationOutlookProps {
  page: EvacuationPage;
  cluster: MovePolicy;
}

/** What the evacuation would do, with the options that are being typed. */
export function EvacuationOutlook({ page: asCluster, cluster }: EvacuationOutlookProps) {
  const t = useTranslations('evacuate.rest');
  const { kind, asked } = useMoveOptions();
  const { targetPauseMs, bandwidthCapMiBps, localDisks } = asked;
  const forecast = useAskedForecast({
    shown: asCluster,
    order: { kind, targetPauseMs, bandwidthCapMiBps, localDisks },
    ask: (order) =>
      forecastEvacuationAction({
        hostIds: asCluster.emptied.map(({ id }) => id),
        ...ownLists(asCluster),
        ...order,
      }),
  });
  const page = forecast.value;
  const isBusy = forecast.status === 'pending';
  const isInService = page.emptied.some(({ mode }) => mode !== 'maintenance');
  const names = useEmptiedNames(page);
  return (
    <>
      <div aria-busy={isBusy} className="aria-busy:opacity-60">
        <EvacuationStats page={page} />
      </div>
      {asCluster.moves.length > 0 || page.cluster.abilities.localDisks ? (
        <MoveOptionsFields
          cluster={cluster}
          abilities={page.cluster.abilities}
          withKind
          withLocalDisks
          forecast={forecast}
        />
      ) : null}
      <Columns className="lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <div aria-busy={isBusy} className="grid min-w-0 content-start gap-6 aria-busy:opacity-60">
          {page.blockers.length > 0 ? <BlockersSection page={page} /> : null}
          <DecisionsSection page={page} />
          {isInService ? <MovesSection page={page} /> : null}
        </div>
        <div className="grid min-w-0 content-start gap-6">
          {page.hosts.length > 0 ? (
            <Section title={t('title', { cluster: page.cluster.name })} note={t('note', names)}>
              <RestOfCluster
                caption={t('caption', { cluster: page.cluster.name })}
                hosts={page.hosts}
                thresholds={page.policy}
              />
            </Section>
          ) : null}
          {isInService ? <ThenSection page={page} /> : null}
        </div>
      </Columns>
    </>
  );
}
