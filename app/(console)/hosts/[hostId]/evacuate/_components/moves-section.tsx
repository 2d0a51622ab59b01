import { useLocale, useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import type { EvacuationMove, EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { useEmptiedNames } from './use-emptied-names';
import { WaySelect } from './way-select';

/** Which VM goes where, in which wave and how. */
export function MovesSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.moves');
  const { moves } = page;
  const names = useEmptiedNames(page);
  const isSeveral = names.hosts > 1;
  if (moves.length === 0) {
    return (
      <Section title={t('title')}>
        <Empty
          icon={page.vmCount === 0 ? 'ok' : 'warn'}
          title={t(page.vmCount === 0 ? 'empty' : 'none', names)}
        />
      </Section>
    );
  }
  const of = (kind: string) => moves.filter((move) => move.kind === kind).length;
  const remarkOf = new Map(page.remarks.map((remark) => [remark.vm, remark]));
  const waves = [...Map.groupBy(moves, (move) => move.wave)];
  return (
    <Section
      title={t('title')}
      note={t('note', { live: of('live'), quick: of('quick'), offline: of('offline') })}
    >
      <Table caption={t('caption', names)}>
        <thead>
          <tr>
            <HeadCell>{t('wave')}</HeadCell>
            <HeadCell>{t('vm')}</HeadCell>
            {isSeveral ? <HeadCell wideOnly>{t('from')}</HeadCell> : null}
            <HeadCell>{t('to')}</HeadCell>
            <HeadCell wideOnly>{t('kind')}</HeadCell>
            <HeadCell numeric wideOnly>
              {t('memory')}
            </HeadCell>
            <HeadCell numeric wideOnly>
              {t('copies')}
            </HeadCell>
            <HeadCell numeric>{t('takes')}</HeadCell>
            <HeadCell numeric>{t('pause')}</HeadCell>
          </tr>
        </thead>
        {waves.map(([wave, inWave]) => (
          <tbody key={wave} className="border-line-strong border-b">
            {inWave.map((move, i) => (
              <MoveRow
                key={`${move.vmId} ${move.to}`}
                page={page}
                move={move}
                isFirst={i === 0}
                isSeveral={isSeveral}
                remark={remarkOf.get(move.vm)}
              />
            ))}
          </tbody>
        ))}
      </Table>
      <p className="mt-2 text-ink-3 text-small">{t('foot', { limit: page.policy.movesPerHost })}</p>
    </Section>
  );
}

interface MoveRowProps {
  page: EvacuationPage;
  move: EvacuationMove;
  isFirst: boolean;
  isSeveral: boolean; // hosts are emptied: from which one it comes is shown
  remark?: EvacuationPage['remarks'][number];
}

function MoveRow({ page, move, isFirst, isSeveral, remark }: MoveRowProps) {
  const t = useTranslations('evacuate');
  const locale = useLocale();
  const isChoosable = move.isRunning && page.emptied.some(({ name }) => name === move.from);
  return (
    <>
      <Row isNoted={remark !== undefined}>
        <Cell className="align-top font-semibold leading-8">
          <span className={isFirst ? undefined : 'sr-only'}>{move.wave}</span>
        </Cell>
        <Cell className="font-medium">
          {move.vm}
          {isChoosable ? (
            <span className="block py-1 md:hidden">
              <WaySelect page={page} move={move} />
            </span>
          ) : null}
        </Cell>
        {isSeveral ? (
          <Cell wideOnly className="text-ink-2">
            {move.from}
          </Cell>
        ) : null}
        <Cell className="text-ink-2">{move.to}</Cell>
        <Cell wideOnly className={move.kind === 'live' ? 'text-ink-2' : 'font-medium'}>
          {isChoosable ? <WaySelect page={page} move={move} /> : t(`kind.${move.kind}`)}
        </Cell>
        <Cell numeric wideOnly className="text-ink-2">
          {formatMebibytes(move.memoryMiB, locale)}
        </Cell>
        <Cell numeric wideOnly className="text-ink-2">
          {formatMebibytes(move.kind === 'offline' ? null : move.forecast?.transferredMiB, locale)}
        </Cell>
        <Cell numeric>{formatDuration(move.seconds * 1000, locale)}</Cell>
        <Cell numeric className="text-ink-2">
          {move.kind === 'offline' ? '-' : formatDuration(move.downtimeMs, locale)}
        </Cell>
      </Row>
      {remark ? (
        <NoteRow columns={isSeveral ? 9 : 8}>
          <RejectionText code={remark.code} facts={remark.facts} withCode />
        </NoteRow>
      ) : null}
    </>
  );
}
