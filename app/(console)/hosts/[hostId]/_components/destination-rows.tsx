'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { BeforeAfterFigures } from '@/components/domain/before-after';
import { RejectionText } from '@/components/domain/move-sentence';
import { Radio } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { Stars } from '@/components/ui/stars';
import { Status } from '@/components/ui/status';
import { formatNumber, formatShort } from '@/lib/format/number';
import type { Destination } from '@/lib/views/host/read-vm-panel';
import { type Choice, MoveForecast } from './move-forecast';

export interface Thresholds {
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
}

interface DestinationChoiceProps {
  destination: Destination;
  thresholds: Thresholds;
  choice: Choice;
  isForecasting: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

const STARS = 5;

/** A host that can take the VM; the chosen one explains its stars. */
export function DestinationChoice({
  destination,
  thresholds,
  choice,
  isForecasting,
  isChosen,
  onChoose,
}: DestinationChoiceProps) {
  const t = useTranslations('migrate');
  return (
    <div className="border-line border-b last:border-b-0 has-checked:border-b-0">
      <Radio
        name="destination"
        checked={isChosen}
        onChange={onChoose}
        className={`min-h-8 items-center px-1.5 *:last:flex-1 ${isChosen ? 'bg-selected' : 'hover:bg-hover'}`}
        label={
          <span className="flex flex-wrap items-center gap-x-3">
            <b>{destination.name}</b>
            <Stars stars={destination.stars} />
            <span className="ml-auto text-small">
              <span className="text-ink-2">{t('after')} </span>
              <BeforeAfterFigures
                beforePercent={destination.cpuNowPercent}
                afterPercent={destination.cpu.loadAfter * 100}
                thresholdPercent={thresholds.cpuThresholdPercent}
              />
            </span>
          </span>
        }
      />
      {isChosen ? (
        <Explanation destination={destination} choice={choice} isForecasting={isForecasting} />
      ) : null}
    </div>
  );
}

function Explanation({
  destination,
  choice,
  isForecasting,
}: Pick<DestinationChoiceProps, 'destination' | 'choice' | 'isForecasting'>) {
  const t = useTranslations('migrate');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const weights = destination.cpu.weight + destination.memory.weight;
  const scale = STARS / weights;
  const parts = [
    { key: 'cpu', name: tCommon('cpu'), part: destination.cpu },
    { key: 'memory', name: tCommon('memory'), part: destination.memory },
  ];
  return (
    <section
      aria-label={t('explanation')}
      className="my-1.5 grid gap-1 rounded-control border border-line-strong px-2.5 py-2 text-small"
    >
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
        {parts.map(({ key, name, part }) => (
          <Line
            key={key}
            name={
              <>
                {name}{' '}
                <span className="text-ink-2">
                  {t('part', {
                    load: formatNumber(part.loadAfter, locale, 2),
                    weight: formatShort(part.weight * scale, locale),
                  })}
                </span>
              </>
            }
          >
            <b>{formatNumber(part.points * scale, locale, 2)}</b>
          </Line>
        ))}
        <Line name={t('hard')}>
          <Status icon="ok" tone="ok">
            {t('pass')}
          </Status>
        </Line>
      </dl>
      <p className="flex justify-between border-line-strong border-t pt-1">
        {t('rating')}
        <b>{t('ratingOf', { stars: formatNumber(destination.stars, locale, 1) })}</b>
      </p>
      <MoveForecast destination={destination} choice={choice} isForecasting={isForecasting} />
    </section>
  );
}

const Line = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd className="text-right">{children}</dd>
  </>
);

/** Hosts that cannot take it for one reason, with the code to search for. */
export function RejectedDestinations({ destinations }: { destinations: readonly Destination[] }) {
  const t = useTranslations('common');
  const rejection = destinations[0]?.rejection;
  if (!rejection) return null;
  const one = destinations.length === 1 ? destinations[0] : null;
  return (
    <li className="grid grid-cols-[1rem_4.5rem_minmax(0,1fr)] gap-x-2 border-line border-b px-1.5 py-1.5 text-ink-2 last:border-b-0">
      <Icon
        name={rejection.code === 'host-not-online' ? 'unknown' : 'cancel'}
        size={14}
        className="mt-0.75 text-ink-3"
      />
      <span className="truncate">{one ? one.name : t('hosts', { count: destinations.length })}</span>
      <span className="break-words text-small">
        <RejectionText code={rejection.code} facts={rejection.facts} withCode />
        {one ? null : (
          <span className="block text-ink-3">{destinations.map(({ name }) => name).join(', ')}</span>
        )}
      </span>
    </li>
  );
}

/** Destinations that are rejected for the same reason together, in the order of their first. */
export function byRejection(destinations: readonly Destination[]): Destination[][] {
  const reasonOf = ({ rejection }: Destination) => JSON.stringify([rejection?.code, rejection?.facts]);
  return [...Map.groupBy(destinations, reasonOf).values()];
}
