import { useLocale, useTranslations } from 'next-intl';
import { MoveForecastText } from '@/components/domain/move-forecast-text';
import { MoveSentence } from '@/components/domain/move-sentence';
import { Section } from '@/components/ui/page';
import { Code, Tag } from '@/components/ui/tag';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import type { SuggestedMove, SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { MoveChoice } from './approval';
import { ExemptButton } from './exempt-button';

const columns = 'md:grid-cols-[1.25rem_1rem_minmax(0,1fr)_6.5rem_7rem]';

interface MovesSectionProps {
  page: SuggestionPage;
  isWaiting: boolean;
  /** Why this person may not leave a VM alone; null: they may. */
  disabledReason: string | null;
}

/** The moves as sentences, wave by wave. */
export function MovesSection({ page, isWaiting, disabledReason }: MovesSectionProps) {
  const t = useTranslations('suggestions.moves');
  const numbered = page.moves.map((move, i) => ({ ...move, number: i + 1 }));
  const waves = [...Map.groupBy(numbered, (move) => move.wave)];
  const scale = Math.max(page.before.spread, ...page.moves.map((move) => move.spreadAfter));
  return (
    <Section title={t('title')} note={t(isWaiting && page.moves.length > 1 ? 'note' : 'noteDone')}>
      <div className={`hidden gap-x-2.5 px-1 pb-1.5 text-ink-3 text-small md:grid ${columns}`}>
        <span className="col-start-3">{t('what')}</span>
        <span className="text-right">{t('takes')}</span>
        <span className="text-right">{t('after')}</span>
      </div>
      {waves.map(([wave, moves]) => (
        <section key={wave} aria-label={t('wave', { wave })}>
          <p className="flex gap-3 border-line border-t bg-sunk px-2 py-1 text-small">
            <b>{t('wave', { wave })}</b>
            <span className="text-ink-2">{t('together', { count: moves.length })}</span>
          </p>
          <ul>
            {moves.map((move) => (
              <MoveItem
                key={move.id}
                move={move}
                isWaiting={isWaiting}
                scale={scale}
                needs={move.needs.flatMap((id) => numbered.find((each) => each.id === id)?.number ?? [])}
                disabledReason={disabledReason}
              />
            ))}
          </ul>
        </section>
      ))}
    </Section>
  );
}

interface MoveItemProps {
  move: SuggestedMove & { number: number };
  isWaiting: boolean;
  scale: number;
  needs: readonly number[]; // of other moves
  disabledReason: string | null;
}

function MoveItem({ move, isWaiting, scale, needs, disabledReason }: MoveItemProps) {
  const t = useTranslations('suggestions.moves');
  const locale = useLocale();
  const { number, vm, from, to, predicted } = move;
  return (
    <li
      className={`grid grid-cols-[1.25rem_1rem_minmax(0,1fr)] gap-x-2.5 gap-y-1 border-line border-t px-1 py-2.5 ${columns}`}
    >
      <span>
        {isWaiting ? <MoveChoice moveId={move.id} label={t('choose', { number, vm, from, to })} /> : null}
      </span>
      <span className="text-right text-ink-3">{number}</span>
      <div className="min-w-0">
        <p>
          <MoveSentence vm={vm} from={from} to={to} reason={move.reason} />
        </p>
        <p className="text-ink-2 text-small">
          <HowItGoes move={move} /> <Code>{move.reason.code}</Code>{' '}
          <Tag title={t(`priorityAbout.${move.priority}`)}>{t('priority', { priority: move.priority })}</Tag>{' '}
          {needs.length > 0 ? <Tag>{t('needs', { numbers: needs.join(', ') })}</Tag> : null}
        </p>
        {isWaiting && move.vmId ? (
          <ExemptButton vm={{ id: move.vmId, name: vm }} disabledReason={disabledReason} />
        ) : null}
      </div>
      <p className="flex gap-3 max-md:col-start-3 md:block md:text-right">
        <b className="md:block">{formatDuration(predicted.seconds * 1000, locale)}</b>
        <span className="text-ink-3 text-small">
          {t('pause', { pause: formatDuration(predicted.downtimeMs, locale) })}
        </span>
      </p>
      <p className="flex items-center gap-2 max-md:col-start-3">
        <span aria-hidden="true" className="relative h-1.5 flex-1 rounded-[2px] bg-track">
          <span
            style={{ width: `${scale > 0 ? (100 * move.spreadAfter) / scale : 0}%` }}
            className="absolute inset-y-0 left-0 rounded-[2px] border-accent border-r-2 bg-fill-accent"
          />
        </span>
        <b>
          <span className="sr-only">{t('after')} </span>
          {formatNumber(move.spreadAfter, locale, 2)}
        </b>
      </p>
    </li>
  );
}

function HowItGoes({ move: { kind, forecast, memoryMiB } }: { move: SuggestedMove }) {
  const t = useTranslations('suggestions.moves');
  const locale = useLocale();
  return (
    <>
      {kind === 'live' ? null : `${t(kind === 'quick' ? 'quick' : 'offline')}. `}
      {forecast && (kind === 'live' || kind === 'quick') ? (
        <MoveForecastText kind={kind} forecast={forecast} />
      ) : kind === 'live' ? (
        t('memory', { memory: formatMebibytes(memoryMiB, locale) })
      ) : null}
    </>
  );
}
