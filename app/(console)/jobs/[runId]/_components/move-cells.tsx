import { useLocale, useTranslations } from 'next-intl';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { ProgressBar } from '@/components/ui/progress-bar';
import { Cell } from '@/components/ui/table';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatBytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { StallAction } from '@/lib/model/policy-fields';
import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';

/** Returns what a move waits for, with its place in the queue. */
function useWaitingText(): (waiting: NonNullable<JobMove['waiting']>) => string {
  const t = useTranslations('jobs.moves');
  const tWaiting = useWordsByCode('migration.waiting');
  return ({ position, code, facts }) => t('queued', { position, why: tWaiting(code, facts) });
}

/** The usual reason to wait in a job: shown for the first in the queue only. */
const common: readonly string[] = ['next', 'host-limit', 'cluster-limit', 'network-limit'];

/** Whether the move has a note. Brief: without what a whole queue would repeat. */
export function hasWhy(move: JobMove, isBrief = false): boolean {
  if (move.state === 'pending') {
    if (!move.waiting) return false;
    return (
      !isBrief || move.code !== null || move.waiting.position <= 1 || !common.includes(move.waiting.code)
    );
  }
  if (move.state === 'migrating' && move.stalledAt) return true;
  return move.code !== null || move.tried.length > 0;
}

/** A waiting move: what it waits for, and after a failed attempt, why that failed. */
function MoveWaits({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const waitingText = useWaitingText();
  const outcomeText = useMoveOutcomeText();
  if (!move.waiting) return null;
  return (
    <span className="block whitespace-normal text-ink-3 text-small">
      {move.code
        ? `${t('tried', { tries: move.tries, why: outcomeText({ ...move, code: move.code }) })} `
        : null}
      {waitingText(move.waiting)}
    </span>
  );
}

/** What Ballast did or found itself: the hypervisor's message would only repeat it, in fewer words. */
const ownCodes: readonly string[] = ['stalled', 'timed-out', 'host-unreachable', 'host-silent'];

/** A copy that does not make progress, and what is done about it. */
function MoveStalls({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const tMigration = useTranslations('migration.stallAction');
  const action = StallAction.safeParse(move.stallAction);
  return (
    <span className="block whitespace-normal text-small text-warn">
      {t('stalled')} {action.success ? tMigration(action.data) : null}
    </span>
  );
}

/** What a move waits for, why it stalls, why it ended otherwise than done, or the rest to do: the sentence, then the code. */
export function MoveWhy({ move, isBrief = false }: { move: JobMove; isBrief?: boolean }) {
  const t = useTranslations('jobs.moves');
  const outcomeText = useMoveOutcomeText();
  if (!hasWhy(move, isBrief)) return null;
  if (move.state === 'pending') return <MoveWaits move={move} />;
  if (move.state === 'migrating' && move.stalledAt) return <MoveStalls move={move} />;
  if (move.code === null) return <MoveGaveUp move={move} />;
  if (move.state === 'cancelled' && !move.startedAt) {
    return <span className="text-ink-3 text-small">{t('neverBegan')}</span>;
  }
  return (
    <span className="block whitespace-normal text-ink-2 text-small">
      {outcomeText({ ...move, code: move.code })} <Code>{move.code}</Code>
      {move.message && move.state !== 'cancelled' && !ownCodes.includes(move.code) ? (
        <span className="block text-ink-3">{t('said', { message: move.message })}</span>
      ) : null}
      <MoveGaveUp move={move} />
    </span>
  );
}

/** Destinations that were given up before the one that it has; the panel says why. */
function MoveGaveUp({ move }: { move: JobMove }) {
  const t = useTranslations('refusal');
  const hosts = move.tried.map(({ host }) => host).filter((host) => host !== move.to);
  if (hosts.length === 0) return null;
  return (
    <span className="block whitespace-normal text-ink-3 text-small">
      {t('gaveUp', { hosts: hosts.join(', ') })}
    </span>
  );
}

/** Its progress; for a waiting move, its position in the queue. */
export function MoveCopied({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  if (move.state === 'pending' && move.waiting) {
    return <span className="text-ink-3">{t('place', { position: move.waiting.position })}</span>;
  }
  if (isFinishedMove(move.state) || move.state === 'pending') return formatBytes(move.copiedBytes, locale);
  return <ProgressBar label={t('progress', { vm: move.vm })} percent={move.percent} withFigure />;
}

/** The duration; while it runs, the remaining time; before that, the forecast. */
function MoveTook({ move }: { move: JobMove }) {
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

/** How long the VM was paused, or is forecast to. */
function MovePause({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  if (move.kind === 'offline' || move.kind === 'restart') return '-';
  if (isFinishedMove(move.state)) return formatDuration(move.pauseMs, locale);
  return (
    <span className="text-ink-3">
      {t('about', { duration: formatDuration(move.predictedPauseMs, locale) })}
    </span>
  );
}

/** The end of a row in each table of moves: how long it took, and how long the VM was paused. */
export const MoveEnd = ({ move }: { move: JobMove }) => (
  <>
    <Cell numeric>
      <MoveTook move={move} />
    </Cell>
    <Cell numeric>
      <MovePause move={move} />
    </Cell>
  </>
);

/** The VM of a move; opens what is known of the move. */
export function MoveLink({ move, href }: { move: JobMove; href: string }) {
  return (
    <TextLink href={href} scroll={false} className="font-medium">
      {move.vm}
    </TextLink>
  );
}
