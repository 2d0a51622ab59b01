import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { PlanStateBadge } from '@/components/domain/state-badges';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { DateTime } from '@/components/ui/times';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { SuggestionRow } from '@/lib/views/suggestion/read-suggestions';
import { useActorName } from '../../_components/use-actor-name';
import { useSuggestionName } from './use-suggestion-words';

/** Suggestions that were decided, replaced or have expired, and what came of them. */
export function EarlierSection({ earlier }: { earlier: readonly SuggestionRow[] }) {
  const t = useTranslations('suggestions');
  const locale = useLocale();
  const nameOf = useSuggestionName();
  const columns: Column<SuggestionRow>[] = [
    {
      key: 'made',
      header: t('earlier.made'),
      wideOnly: true,
      cell: (row) => <DateTime at={row.createdAt} style="dayClock" />,
    },
    {
      key: 'what',
      header: t('earlier.what'),
      wrap: true,
      cell: (row) => (
        <>
          <RowLink href={paths.suggestion(row.planId)}>{nameOf(row, row.thresholdPercent)}</RowLink>{' '}
          <Code>{t('number', { number: row.number })}</Code>
        </>
      ),
    },
    { key: 'cluster', header: t('earlier.cluster'), wideOnly: true, cell: (row) => row.cluster },
    {
      key: 'moves',
      header: t('earlier.moves'),
      numeric: true,
      wideOnly: true,
      cell: (row) => formatNumber(row.moves, locale),
    },
    {
      key: 'imbalance',
      header: t('earlier.imbalance'),
      numeric: true,
      wideOnly: true,
      cell: (row) =>
        `${formatNumber(row.spreadBefore, locale, 2)} → ${formatNumber(row.spreadAfter, locale, 2)}`,
    },
    { key: 'end', header: t('earlier.end'), wrap: true, cell: (row) => <End row={row} /> },
  ];
  return (
    <Section title={t('earlier.title')} note={t('earlier.note', { count: earlier.length })}>
      <DataTable
        caption={t('earlier.caption')}
        columns={columns}
        items={earlier}
        keyOf={(row) => row.planId}
      />
    </Section>
  );
}

function End({ row }: { row: SuggestionRow }) {
  const t = useTranslations('suggestions');
  const actorName = useActorName();
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <PlanStateBadge state={row.state} />
      {row.decidedBy ? (
        <span className="text-ink-2">{t('earlier.by', { name: actorName(row.decidedBy) })}</span>
      ) : null}
      {row.run ? (
        <TextLink href={paths.job(row.run.id)}>{t('job', { number: row.run.number })}</TextLink>
      ) : null}
      {row.decisionReason === 'no-longer-needed' ? (
        <span className="text-ink-2">{t('earlier.noLongerNeeded')}</span>
      ) : null}
      {row.supersededBy ? (
        <TextLink href={paths.suggestion(row.supersededBy.id)}>
          {t('number', { number: row.supersededBy.number })}
        </TextLink>
      ) : null}
    </span>
  );
}
