import { useLocale, useTranslations } from 'next-intl';
import { ProgressBar } from '@/components/domain/progress-bar';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { formatBytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { isFinishedMove } from '@/lib/model/run';
import type { JobMove, JobPage } from '@/lib/services/runs/read-job';
import { type JobQuery, jobHref } from './job-query';
import { MoveLink, MovePause, MoveTook, MoveWhy } from './move-cells';

/** The moves with every figure that there is. */
export function MovesTable({ job, caption, query }: { job: JobPage; caption: string; query: JobQuery }) {
  const t = useTranslations('jobs.moves');
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <HeadCell wideOnly>{t('wave')}</HeadCell>
          <HeadCell>{t('state')}</HeadCell>
          <HeadCell>{t('vm')}</HeadCell>
          <HeadCell wideOnly>{t('from')}</HeadCell>
          <HeadCell>{t('to')}</HeadCell>
          <HeadCell wideOnly>{t('copied')}</HeadCell>
          <HeadCell numeric wideOnly>
            {t('forecast')}
          </HeadCell>
          <HeadCell numeric>{t('took')}</HeadCell>
          <HeadCell numeric>{t('pause')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {job.moves.map((move) => (
          <MoveRow key={move.id} move={move} href={jobHref(job.id, query, { move: move.id })} />
        ))}
      </tbody>
    </Table>
  );
}

function MoveRow({ move, href }: { move: JobMove; href: string }) {
  const locale = useLocale();
  return (
    <Row>
      <Cell wideOnly className="text-ink-3">
        {move.wave}
      </Cell>
      <Cell>
        <span className="max-md:hidden">
          <MoveStateBadge state={move.state} />
        </span>
        <span className="md:hidden">
          <MoveStateBadge state={move.state} glyphOnly />
        </span>
      </Cell>
      <Cell wrap className="min-w-24 font-medium">
        <MoveLink move={move} href={href} />
        <MoveWhy move={move} />
      </Cell>
      <Cell wideOnly className="text-ink-2">
        {move.from}
      </Cell>
      <Cell className="text-ink-2">{move.to}</Cell>
      <Cell wideOnly>
        <Copied move={move} />
      </Cell>
      <Cell numeric wideOnly className="text-ink-2">
        {formatDuration(move.predictedMs, locale)}
      </Cell>
      <Cell numeric>
        <MoveTook move={move} />
      </Cell>
      <Cell numeric>
        <MovePause move={move} />
      </Cell>
    </Row>
  );
}

function Copied({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  if (isFinishedMove(move.state) || move.state === 'pending') return formatBytes(move.copiedBytes, locale);
  return <ProgressBar label={t('progress', { vm: move.vm })} percent={move.percent ?? 0} withFigure />;
}
