import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { Pagination } from '@/components/data-table/pagination';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { FromTo } from '@/components/ui/from-to';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { DateTime } from '@/components/ui/times';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { History } from '@/lib/views/history/read-history';
import { useActorName } from '../../_components/use-actor-name';
import { type HistoryQuery, historyHref } from '../history-query';

type HistoryRow = History['rows'][number];

/** Every migration that passes the filters, a page at a time. */
export function HistoryTable({ history, query }: { history: History; query: HistoryQuery }) {
  const t = useTranslations('history.table');
  const tKind = useTranslations('state.moveKind');
  const locale = useLocale();
  const columns: Column<HistoryRow>[] = [
    { key: 'started', header: t('started'), wrap: true, cell: (row) => <DateTime at={row.at} /> },
    {
      key: 'outcome',
      header: t('outcome'),
      cell: (row) => <MoveStateBadge state={row.state} kind={row.kind} glyphOnly="phone" />,
    },
    {
      key: 'vm',
      header: t('vm'),
      cell: (row) => (
        <TextLink
          quiet
          data-arrow-item=""
          href={paths.job(row.runId)}
          prefetch={false}
          className="font-medium"
        >
          {row.vm}
        </TextLink>
      ),
    },
    {
      key: 'fromTo',
      header: t('fromTo'),
      wideOnly: true,
      cell: (row) => <FromTo from={row.fromHost} to={row.toHost} />,
    },
    { key: 'cause', header: t('cause'), wideOnly: true, cell: (row) => <Cause row={row} /> },
    { key: 'kind', header: t('kind'), wideOnly: true, cell: (row) => tKind(row.kind) },
    {
      key: 'took',
      header: t('took'),
      numeric: true,
      cell: (row) => formatDuration(row.durationMs, locale),
    },
    {
      key: 'forecast',
      header: t('forecast'),
      numeric: true,
      wideOnly: true,
      cell: (row) => (
        <span className="text-ink-2">{formatDuration(row.predictedSeconds * 1000, locale)}</span>
      ),
    },
    { key: 'pause', header: t('pause'), numeric: true, cell: (row) => <PauseOrWhy row={row} /> },
  ];
  return (
    <Section
      id="all"
      className="border-line border-t pt-4"
      title={t('title')}
      note={t('match', { count: history.total })}
    >
      <DataTable caption={t('caption')} columns={columns} items={history.rows} keyOf={(row) => row.id} />
      <Pagination
        page={history.page}
        pages={history.pages}
        hrefOf={(page) => `${historyHref({ ...query, page })}#all`}
      />
    </Section>
  );
}

function Cause({ row }: { row: HistoryRow }) {
  const t = useTranslations('history.table');
  const tKind = useTranslations('state.planKind');
  const tJobs = useTranslations('jobs');
  const actorName = useActorName();
  const job = () => (
    <TextLink className="underline" href={paths.job(row.runId)}>
      {tJobs('number', { number: row.runNumber })}
    </TextLink>
  );
  if (row.cause === 'migrate') return t.rich('byPerson', { name: actorName(row.requestedBy), job });
  return t.rich('causeOf', { kind: tKind(row.cause), job });
}

function PauseOrWhy({ row }: { row: HistoryRow }) {
  const locale = useLocale();
  const outcomeText = useMoveOutcomeText();
  if (row.code === null) {
    return row.kind === 'offline' || row.kind === 'restart' ? '-' : formatDuration(row.downtimeMs, locale);
  }
  if (row.state === 'cancelled') return <Code>{row.code}</Code>;
  const sentence = outcomeText({
    code: row.code,
    facts: row.facts,
    vm: row.vm,
    from: row.fromHost,
    to: row.toHost,
  });
  return (
    <span className="inline-flex max-w-80 flex-col items-end whitespace-normal text-right">
      <span className="text-ink-2 text-small max-md:sr-only">{sentence}</span>
      <Code>{row.code}</Code>
    </span>
  );
}
