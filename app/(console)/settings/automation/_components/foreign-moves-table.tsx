import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { Tag } from '@/components/ui/tag';
import { DateTime } from '@/components/ui/times';
import type { ForeignMoveRow } from '@/lib/views/settings/read-automation';

/** Moves that somebody else made: shown, and no reason to stop unless they take back those of Ballast. */
export function ForeignMovesTable({ moves }: { moves: readonly ForeignMoveRow[] }) {
  const t = useTranslations('automation.foreign');
  const columns: Column<ForeignMoveRow>[] = [
    { key: 'when', header: t('when'), cell: (move) => <DateTime at={move.at} style="dayClock" /> },
    { key: 'cluster', header: t('cluster'), wideOnly: true, cell: (move) => move.cluster },
    {
      key: 'what',
      header: t('what'),
      wrap: true,
      cell: ({ vm, from, to, isReturn }) => (
        <>
          {t('move', { vm, from, to })} {isReturn ? <Tag>{t('return')}</Tag> : null}
        </>
      ),
    },
  ];
  if (moves.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  return <DataTable caption={t('caption')} columns={columns} items={moves} keyOf={(move) => move.id} />;
}
