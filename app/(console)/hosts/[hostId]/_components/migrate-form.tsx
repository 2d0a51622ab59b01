'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { MoveOptionsFields, MoveOptionsProvider, useMoveOptions } from '@/components/domain/move-options';
import { useAskedForecast } from '@/components/domain/use-asked-forecast';
import { Segmented } from '@/components/ui/segmented';
import { formatDuration } from '@/lib/format/duration';
import { ableAction, kindChoicesOf } from '@/lib/model/able';
import type { DriverAbilities } from '@/lib/model/driver-traits';
import { KindChoice } from '@/lib/model/move-forecast';
import type { MovePolicy } from '@/lib/model/policy';
import type { VmState } from '@/lib/model/vm';
import type { DestinationForecast } from '@/lib/services/orders/forecast-move';
import type { Destination } from '@/lib/views/host/read-vm-panel';
import { forecastAction } from '../actions';
import { byRejection, DestinationChoice, RejectedDestinations, type Thresholds } from './destination-rows';
import { DisksChoice } from './disks-choice';
import { MigrateButton } from './migrate-button';
import { chooseKind } from './move-forecast';

interface MigrateFormProps {
  vm: { id: string; name: string; state: VmState };
  destinations: readonly Destination[];
  /** The same if its local disks are copied too; null: that changes nothing. */
  withDisks: { diskMiB: number; destinations: readonly Destination[] } | null;
  cluster: MovePolicy;
  abilities: DriverAbilities;
  thresholds: Thresholds;
  obstacle: 'role' | 'past' | null;
}

/** Destinations with their stars, how the VM goes there, and the order itself. */
export function MigrateForm(props: MigrateFormProps) {
  return (
    <MoveOptionsProvider>
      <Form {...props} />
    </MoveOptionsProvider>
  );
}

function Form({ vm, withDisks, cluster, abilities, thresholds, obstacle, ...props }: MigrateFormProps) {
  const t = useTranslations('migrate');
  const { kind, change, asked } = useMoveOptions();
  const { targetPauseMs, bandwidthCapMiBps, localDisks } = asked;
  const destinations = withDisks && localDisks === 'take' ? withDisks.destinations : props.destinations;
  const forecast = useAskedForecast<readonly DestinationForecast[]>({
    shown: destinations,
    order: { targetPauseMs, bandwidthCapMiBps, localDisks }, // each destination has both kinds
    ask: ({ kind: _, ...order }) => forecastAction({ vmId: vm.id, ...order }),
  });
  const forecastOf = new Map(forecast.value.map((each) => [each.hostId, each]));
  const possible = destinations
    .filter((destination) => destination.rejection === null)
    .map((destination) => ({ ...destination, ...figuresOf(forecastOf.get(destination.hostId)) }));
  const rejected = destinations.filter((destination) => destination.rejection !== null);
  const [hostId, setHostId] = useState(possible[0]?.hostId);
  // the chosen host may have become impossible since: then nothing is chosen
  const chosen = possible.find((destination) => destination.hostId === (hostId ?? possible[0]?.hostId));
  const isStopped = vm.state === 'stopped';
  return (
    <>
      {withDisks ? <DisksChoice diskMiB={withDisks.diskMiB} /> : null}
      <h3 className="flex items-baseline gap-3 pb-1 font-semibold">
        {possible.length > 0 ? t('destinations') : t('noneFits')}
        {possible.length > 0 ? (
          <span className="font-normal text-ink-3 text-small">{t('destinationsNote')}</span>
        ) : null}
      </h3>
      {possible.length > 0 ? (
        <fieldset>
          <legend className="sr-only">{t('destination')}</legend>
          {possible.map((destination) => (
            <DestinationChoice
              key={destination.hostId}
              destination={destination}
              thresholds={thresholds}
              choice={isStopped ? 'offline' : kind}
              isForecasting={forecast.status === 'pending'}
              isChosen={destination === chosen}
              onChoose={() => setHostId(destination.hostId)}
            />
          ))}
        </fieldset>
      ) : null}
      <ul aria-label={t('notPossible')}>
        {byRejection(rejected).map((alike) => (
          <RejectedDestinations key={alike[0]?.hostId} destinations={alike} />
        ))}
      </ul>
      {possible.length > 0 ? (
        <div className="mt-3 grid gap-3">
          {isStopped ? null : (
            <>
              <KindField
                kind={kind}
                onSelect={(each) => change({ kind: each })}
                destination={chosen}
                onStall={ableAction(asked.onStall ?? cluster.onStall, abilities)}
                choices={kindChoicesOf(abilities)}
              />
              <MoveOptionsFields cluster={cluster} abilities={abilities} forecast={forecast} />
            </>
          )}
          <MigrateButton vm={vm} destination={chosen} obstacle={obstacle} />
        </div>
      ) : null}
    </>
  );
}

/** What a forecast knows of a destination; all else is as the page has it. */
const figuresOf = (forecast: DestinationForecast | undefined) =>
  forecast ? { live: forecast.live, quick: forecast.quick, basis: forecast.basis } : {};

interface KindFieldProps {
  kind: KindChoice;
  onSelect: (kind: KindChoice) => void;
  destination: Destination | undefined;
  onStall: MovePolicy['onStall'];
  choices: readonly KindChoice[];
}

/** By the rule, or as a person wants it; with what that means for the chosen host. */
function KindField({ kind, onSelect, destination, onStall, choices }: KindFieldProps) {
  const t = useTranslations('migrate');
  const tMigration = useTranslations('migration');
  const locale = useLocale();
  const isStuck = destination?.live?.converges === false;
  const ruled = destination ? chooseKind(destination) : null;
  const hints = {
    automatic:
      ruled && destination
        ? t('automaticHint', { host: destination.name, why: tMigration(`kindReason.${ruled.reason}`) })
        : t('automaticRule'),
    live: isStuck ? t('liveStuckHint', { action: tMigration(`stallAction.${onStall}`) }) : t('liveHint'),
    quick: t('quickHint', { pause: formatDuration(destination?.quick?.downtimeMs, locale) }),
  };
  return (
    <div className="grid justify-items-start gap-1">
      <Segmented
        label={t('kind')}
        segments={choices.map((each) => ({
          key: each,
          label: t(each),
          isCurrent: each === kind,
        }))}
        onSelect={(key) => onSelect(KindChoice.parse(key))}
      />
      <p aria-live="polite" className="text-ink-2 text-small">
        {hints[kind]}
      </p>
    </div>
  );
}
