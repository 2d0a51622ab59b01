import { useLocale, useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Note } from '@/components/ui/note';
import { KeyValues } from '@/components/ui/page';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import type { KindChoice, KindReason } from '@/lib/model/move-forecast';
import type { Destination } from '@/lib/views/host/read-vm-panel';

/** What a person chose; a stopped VM leaves no choice. */
export type Choice = KindChoice | 'offline';

/** The rule: live where the copy converges, otherwise quick. Null: the VM is stopped. */
export function chooseKind({
  live,
}: Pick<Destination, 'live'>): { kind: 'live' | 'quick'; reason: KindReason } | null {
  if (!live) return null;
  return live.converges
    ? { kind: 'live', reason: 'converges' }
    : { kind: 'quick', reason: 'will-not-converge' };
}

interface MoveForecastProps {
  destination: Destination;
  choice: Choice;
  isForecasting: boolean;
}

/** How the move to this host is expected to go, on what that rests, and what speaks against it. */
export function MoveForecast({ destination, choice, isForecasting }: MoveForecastProps) {
  const t = useTranslations('migrate');
  const { live, warnings } = destination;
  const kind = choice === 'automatic' ? chooseKind(destination)?.kind : choice;
  return (
    <div
      aria-busy={isForecasting}
      className="grid gap-1.5 aria-busy:opacity-60 border-line-strong border-t pt-1.5"
    >
      {kind === 'offline' || !kind ? (
        <p className="text-ink-2">{t('forecastOffline')}</p>
      ) : (
        <Figures destination={destination} kind={kind} />
      )}
      {live?.deadlock && choice !== 'quick' ? <Stuck destination={destination} /> : null}
      {warnings.length > 0 ? (
        <Note tone="warn" title={t('warning')}>
          {warnings.map((warning) => (
            <p key={`${warning.code} ${warning.facts.resource}`}>
              <RejectionText code={warning.code} facts={warning.facts} />
            </p>
          ))}
        </Note>
      ) : null}
    </div>
  );
}

function Figures({
  destination: { live, quick, basis },
  kind,
}: Pick<MoveForecastProps, 'destination'> & { kind: 'live' | 'quick' }) {
  const t = useTranslations('migrate');
  const tMigration = useTranslations('migration.basis');
  const locale = useLocale();
  const forecast = kind === 'quick' ? quick : live;
  if (!forecast || (kind === 'live' && !live?.converges)) return null; // the note below says why
  const about = (ms: number) => t('about', { duration: formatDuration(ms, locale) });
  return (
    <KeyValues
      entries={[
        { key: 'kind', name: t('kind'), value: t(kind) },
        { key: 'duration', name: t('duration'), value: about(forecast.seconds * 1000) },
        { key: 'pause', name: t('pause'), value: about(forecast.downtimeMs) },
        ...(kind === 'live' && live
          ? [
              {
                key: 'copied',
                name: t('copied'),
                value: t('copiedIn', {
                  amount: formatMebibytes(live.transferredMiB, locale),
                  rounds: live.rounds,
                }),
              },
            ]
          : []),
        { key: 'basis', name: t('basis'), value: tMigration(basis) },
      ]}
    />
  );
}

/** A tenth of a MiB says something of 3.4 MiB, and nothing of 3,829. */
const readable = (value: number): number => (value < 100 ? value : Math.round(value));

/** Why a live copy would not converge, with the figures, and what would help. */
function Stuck({ destination: { live, quick } }: { destination: Destination }) {
  const t = useTranslations('migrate');
  const tDeadlock = useTranslations('migration.deadlock');
  const locale = useLocale();
  if (!live?.deadlock) return null;
  const { waysOut, ...facts } = live.deadlock;
  const shown = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, readable(value)]));
  return (
    <Note tone="warn" title={t('notConverge')}>
      <p>{tDeadlock('why', shown)}</p>
      <ul aria-label={t('waysOut')} className="mt-1 list-disc pl-4">
        <li>{tDeadlock('bandwidth', { bandwidthMiBps: readable(waysOut.bandwidthMiBps) })}</li>
        {waysOut.pauseMs === null ? null : (
          <li>{tDeadlock('pause', { duration: formatDuration(waysOut.pauseMs, locale) })}</li>
        )}
        {quick ? <li>{tDeadlock('quick', { duration: formatDuration(quick.downtimeMs, locale) })}</li> : null}
        <li>{tDeadlock('stall')}</li>
      </ul>
    </Note>
  );
}
