import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { Figure } from '@/components/ui/figure';
import { FromTo } from '@/components/ui/from-to';
import { Section } from '@/components/ui/page';
import { ProgressBar } from '@/components/ui/progress-bar';
import { TextLink } from '@/components/ui/text-link';
import { durationQuantities } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { RunningMove, RunningMoves } from '@/lib/views/overview/read-running-moves';

/** The moves in flight, and those that wait. */
export function RunningSection({ running }: { running: RunningMoves }) {
  const t = useTranslations('overview.running');
  const locale = useLocale();
  const columns: Column<RunningMove>[] = [
    {
      key: 'state',
      header: <span className="sr-only">{t('state')}</span>,
      cell: (move) => <MoveStateBadge state={move.state} kind={move.kind} glyphOnly />,
    },
    { key: 'vm', header: t('vm'), cell: (move) => <RowLink href={paths.job(move.runId)}>{move.vm}</RowLink> },
    { key: 'fromTo', header: t('fromTo'), cell: (move) => <FromTo from={move.from} to={move.to} /> },
    { key: 'step', header: t('step'), wideOnly: true, cell: (move) => <Step move={move} /> },
    {
      key: 'copied',
      header: t('copied'),
      cell: (move) =>
        move.state === 'pending' ? (
          '-'
        ) : (
          <ProgressBar label={`${t('copied')} ${move.vm}`} percent={move.progressPercent ?? 0} withFigure />
        ),
    },
    {
      key: 'left',
      header: t('left'),
      numeric: true,
      cell: (move) => <Figure of={durationQuantities(move.leftMs, locale)} />,
    },
    {
      key: 'pause',
      header: t('pause'),
      numeric: true,
      wideOnly: true,
      cell: (move) => <Figure of={durationQuantities(move.pauseMs, locale)} />,
    },
  ];
  const isIdle = running.moves.length === 0;
  return (
    <Section
      title={t('title')}
      note={isIdle ? undefined : t('note', { active: running.active, waiting: running.waiting })}
      aside={<TextLink href={paths.jobs()}>{t('all')}</TextLink>}
    >
      {isIdle ? (
        <p className="border-line border-y py-3 text-ink-3">
          <span className="text-ink-2">{t('none')}</span> {t('noneBody')}
        </p>
      ) : (
        <DataTable caption={t('caption')} columns={columns} items={running.moves} keyOf={(move) => move.id} />
      )}
    </Section>
  );
}

function Step({ move }: { move: RunningMove }) {
  const t = useTranslations('overview.running');
  if (move.state === 'migrating') return move.round ? t('round', { round: move.round }) : t('copying');
  if (move.isPaused) return t('paused');
  return t(
    move.state === 'checking' || move.state === 'verifying' || move.state === 'unknown'
      ? move.state
      : 'pending',
  );
}
