import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { DateTime, RelativeTime } from '@/components/ui/times';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { DeliveryRow } from '@/lib/views/settings/read-automation';

/** The last messages to the webhook, and what came of each. */
export function DeliveriesTable({ deliveries }: { deliveries: readonly DeliveryRow[] }) {
  const t = useTranslations('automation.webhook');
  const words = useWordsByCode('automation.webhook.code');
  const columns: Column<DeliveryRow>[] = [
    { key: 'when', header: t('when'), cell: (row) => <DateTime at={row.at} style="dayClock" /> },
    {
      key: 'event',
      header: t('event'),
      wrap: true,
      cell: ({ code, facts }) => (words.has(code) ? words(code, { cluster: '-', ...facts }) : code),
    },
    { key: 'result', header: t('result'), wrap: true, cell: (row) => <Result row={row} /> },
  ];
  return (
    <div className="mt-4">
      <h3 className="mb-1 font-semibold text-small">{t('last')}</h3>
      {deliveries.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <DataTable caption={t('caption')} columns={columns} items={deliveries} keyOf={(row) => row.id} />
      )}
    </div>
  );
}

function Result({ row: { status, error, tries, deliveredAt, nextAt } }: { row: DeliveryRow }) {
  const t = useTranslations('automation.webhook');
  if (deliveredAt) return t('delivered', { status: status ?? '-' });
  if (tries === 0) return t('waiting');
  const cause = status === null ? t('noAnswer', { error: error ?? '-' }) : t('status', { status });
  if (nextAt === null) return t('givenUp', { cause, tries });
  return t.rich('retry', { cause, tries, when: () => <RelativeTime at={nextAt} /> });
}
