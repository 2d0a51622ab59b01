import { useLocale, useTranslations } from 'next-intl';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { Code } from '@/components/ui/tag';
import { formatDuration } from '@/lib/format/duration';
import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/services/runs/read-job';

/** Why a move ended otherwise than done, or why nobody knows: the sentence, then the code. */
export function MoveWhy({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const outcomeText = useMoveOutcomeText();
  const isTold = move.state !== 'done' && move.code !== null;
  if (!isTold || move.code === null) return null;
  if (move.state === 'cancelled' && !move.startedAt) {
    return <span className="text-ink-3 text-small">{t('neverBegan')}</span>;
  }
  return (
    <span className="block whitespace-normal text-ink-2 text-small">
      {outcomeText({ ...move, code: move.code })} <Code>{move.code}</Code>
      {move.message && move.state !== 'cancelled' ? (
        <span className="block text-ink-3">{t('said', { message: move.message })}</span>
      ) : null}
    </span>
  );
}

/** How long it took; while it runs, how long it still takes; before that, the forecast. */
export function MoveTook({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  if (move.state === 'pending') {
    return (
      <span className="text-ink-3">{t('about', { duration: formatDuration(move.predictedMs, locale) })}</span>
    );
  }
  if (isFinishedMove(move.state) || move.leftMs === null) return formatDuration(move.tookMs, locale);
  return t('left', { duration: formatDuration(move.leftMs, locale) });
}

/** How long the VM stood still, or is forecast to. */
export function MovePause({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  if (move.kind === 'offline') return '-';
  if (isFinishedMove(move.state)) return formatDuration(move.pauseMs, locale);
  return (
    <span className="text-ink-3">
      {t('about', { duration: formatDuration(move.predictedPauseMs, locale) })}
    </span>
  );
}
