'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { useToast } from '@/components/ui/toast';
import { formatDuration } from '@/lib/format/duration';
import type { VmState } from '@/lib/model/vm';
import type { Destination } from '@/lib/services/inventory/read-vm-panel';
import { migrateAction } from './actions';
import { DestinationChoice, RejectedDestination, type Thresholds } from './destination-rows';

interface MigrateFormProps {
  vm: { id: string; name: string; state: VmState };
  destinations: readonly Destination[];
  thresholds: Thresholds;
  obstacle: 'role' | 'past' | null;
}

type Kind = 'live' | 'quick';

/** Destinations with their stars, live or quick, and the order itself. */
export function MigrateForm({ vm, destinations, thresholds, obstacle }: MigrateFormProps) {
  const t = useTranslations('migrate');
  const possible = destinations.filter((destination) => destination.rejection === null);
  const rejected = destinations.filter((destination) => destination.rejection !== null);
  const [hostId, setHostId] = useState(possible[0]?.hostId);
  const [kind, setKind] = useState<Kind>('live');
  // the chosen host may have become impossible since: then nothing is chosen
  const chosen = possible.find((destination) => destination.hostId === hostId);
  return (
    <>
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
              kind={vm.state === 'stopped' ? 'offline' : kind}
              isChosen={destination === chosen}
              onChoose={() => setHostId(destination.hostId)}
            />
          ))}
        </fieldset>
      ) : null}
      <ul aria-label={t('notPossible')}>
        {rejected.map((destination) => (
          <RejectedDestination key={destination.hostId} destination={destination} />
        ))}
      </ul>
      {possible.length > 0 ? (
        <div className="mt-3 grid justify-items-start gap-3">
          {vm.state === 'stopped' ? null : (
            <KindChoice kind={kind} onSelect={setKind} pauseMs={chosen?.quick?.downtimeMs ?? null} />
          )}
          <MigrateButton vm={vm} destination={chosen} kind={kind} obstacle={obstacle} />
        </div>
      ) : null}
    </>
  );
}

function KindChoice({
  kind,
  onSelect,
  pauseMs,
}: {
  kind: Kind;
  onSelect: (kind: Kind) => void;
  pauseMs: number | null;
}) {
  const t = useTranslations('migrate');
  const locale = useLocale();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Segmented
        label={t('kind')}
        segments={(['live', 'quick'] as const).map((each) => ({
          key: each,
          label: t(each),
          isCurrent: each === kind,
        }))}
        onSelect={(key) => onSelect(key === 'quick' ? 'quick' : 'live')}
      />
      <span className="text-ink-2 text-small">
        {kind === 'live' ? t('liveHint') : t('quickHint', { pause: formatDuration(pauseMs, locale) })}
      </span>
    </div>
  );
}

interface MigrateButtonProps {
  vm: MigrateFormProps['vm'];
  destination: Destination | undefined;
  kind: Kind;
  obstacle: MigrateFormProps['obstacle'];
}

function MigrateButton({ vm, destination, kind, obstacle }: MigrateButtonProps) {
  const t = useTranslations('migrate');
  const tHost = useTranslations('host.why');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const host = destination?.name ?? '';
  const isStuck = kind === 'live' && destination?.live?.converges === false;
  const reason = obstacle ? tHost(obstacle) : destination ? (isStuck ? t('notConverge') : null) : t('choose');
  const migrate = () =>
    startTransition(async () => {
      if (!destination) return;
      const result = await migrateAction({ vmId: vm.id, toHostId: destination.hostId, kind });
      if (!result.ok) return setFailure(failureText(result));
      const href = `/jobs/${result.value.runId}`;
      toast({
        tone: 'ok',
        title: t('started', { vm: vm.name, host }),
        action: { label: t('open'), href },
      });
      router.push(href);
    });
  return (
    <>
      <Button variant="primary" onClick={migrate} pending={isPending} disabledReason={reason}>
        {t('button', { host: destination ? host : '…' })}
      </Button>
      {failure ? (
        <p role="alert" className="text-crit">
          {failure}
        </p>
      ) : null}
    </>
  );
}
