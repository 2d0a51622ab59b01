import { useLocale, useTranslations } from 'next-intl';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { formatDuration } from '@/lib/format/duration';
import type { JobMove, JobPage } from '@/lib/views/job/read-job';
import { type JobQuery, jobHref } from '../job-query';
import { hasWhy, MoveCopied, MoveEnd, MoveLink, MoveWhy } from './move-cells';

/** The moves with every figure that there is. */
export function MovesTable({ job, caption, query }: { job: JobPage; caption: string; query: JobQuery }) {
  const t = useTranslations('jobs.moves');
  // the title of an evacuation has said it
  const hasOneSource = job.kind === 'evacuate' && new Set(job.moves.map(({ from }) => from)).size <= 1;
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <HeadCell wideOnly>{t('wave')}</HeadCell>
          <HeadCell>{t('state')}</HeadCell>
          <HeadCell>{t('vm')}</HeadCell>
          {hasOneSource ? null : <HeadCell wideOnly>{t('from')}</HeadCell>}
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
          <MoveRow
            key={move.id}
            move={move}
            href={jobHref(job.id, query, { move: move.id })}
            hasOneSource={hasOneSource}
          />
        ))}
      </tbody>
    </Table>
  );
}

function MoveRow({ move, href, hasOneSource }: { move: JobMove; href: string; hasOneSource: boolean }) {
  const locale = useLocale();
  const isNoted = hasWhy(move, true);
  return (
    <>
      <Row isNoted={isNoted}>
        <Cell wideOnly className="text-ink-3">
          {move.wave}
        </Cell>
        <Cell>
          <MoveStateBadge state={move.state} kind={move.kind} glyphOnly="phone" />
        </Cell>
        <Cell className="font-medium">
          <MoveLink move={move} href={href} />
        </Cell>
        {hasOneSource ? null : (
          <Cell wideOnly className="text-ink-2">
            {move.from}
          </Cell>
        )}
        <Cell className="text-ink-2">{move.to}</Cell>
        <Cell wideOnly>
          <MoveCopied move={move} />
        </Cell>
        <Cell numeric wideOnly className="text-ink-2">
          {formatDuration(move.predictedMs, locale)}
        </Cell>
        <MoveEnd move={move} />
      </Row>
      {isNoted ? (
        <NoteRow columns={hasOneSource ? 8 : 9}>
          <MoveWhy move={move} isBrief />
        </NoteRow>
      ) : null}
    </>
  );
}
