import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { LeftOut } from '@/components/domain/left-out';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { Tag } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { DateTime } from '@/components/ui/times';
import { formatNumber } from '@/lib/format/number';
import type { SeenCluster } from '@/lib/model/evaluation';
import { paths } from '@/lib/model/paths';
import type { EvaluationRow } from '@/lib/views/evaluations/read-evaluations';

/** Evaluations, the newest first: what was seen, what came of it, and the best move that was left out. */
export function EvaluationsTable({ rows }: { rows: readonly EvaluationRow[] }) {
  const t = useTranslations('evaluations');
  const columns: Column<EvaluationRow>[] = [
    { key: 'when', header: t('when'), className: 'align-top', cell: (row) => <When row={row} /> },
    {
      key: 'cluster',
      header: t('cluster'),
      wideOnly: true,
      className: 'align-top',
      cell: (row) => (
        <TextLink quiet href={paths.cluster(row.cluster.id)}>
          {row.cluster.name}
        </TextLink>
      ),
    },
    {
      key: 'seen',
      header: t('seen'),
      wideOnly: true,
      wrap: true,
      className: 'align-top',
      cell: (row) => (row.seen ? <Seen seen={row.seen} /> : '-'),
    },
    {
      key: 'outcome',
      header: t('outcome'),
      wrap: true,
      className: 'align-top md:w-1/2',
      cell: (row) => <Outcome row={row} />,
    },
  ];
  return <DataTable caption={t('caption')} columns={columns} items={rows} keyOf={(row) => row.id} />;
}

function When({ row }: { row: EvaluationRow }) {
  const t = useTranslations('evaluations');
  return (
    <span className="grid">
      <DateTime at={row.at} />
      {row.times > 1 ? (
        <span className="text-ink-3 text-small">
          {t.rich('repeated', { count: row.times, until: () => <DateTime at={row.until} /> })}
        </span>
      ) : null}
      <span className="text-ink-3 text-small md:hidden">{row.cluster.name}</span>
    </span>
  );
}

function Seen({ seen }: { seen: SeenCluster }) {
  const t = useTranslations('evaluations.saw');
  const locale = useLocale();
  const facts = [
    t('online', { online: seen.online, hosts: seen.hosts }),
    seen.overloaded > 0
      ? t('overloaded', { count: seen.overloaded, names: seen.overloadedNames.join(', ') })
      : t('noneOverloaded'),
    seen.unknown > 0 ? t('unknown', { count: seen.unknown, names: seen.unknownNames.join(', ') }) : null,
    t('spread', { spread: formatNumber(seen.spread, locale, 2) }),
  ];
  return <span className="text-ink-2 text-small">{facts.filter((fact) => fact !== null).join(' · ')}</span>;
}

function Outcome({ row }: { row: EvaluationRow }) {
  const t = useTranslations('evaluations');
  const outcomeText = useOutcomeText();
  return (
    <span className="grid gap-0.5">
      <span>
        {outcomeText(row.outcome)}{' '}
        {row.suggestion ? (
          <TextLink href={paths.suggestion(row.suggestion.id)} className="underline">
            {t('suggestion', { number: row.suggestion.number })}
          </TextLink>
        ) : null}{' '}
        {row.cause === 'schedule' ? null : <Tag>{t(`cause.${row.cause}`)}</Tag>}
      </span>
      {row.leftOut ? <LeftOut move={row.leftOut} /> : null}
    </span>
  );
}
