import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { RelativeTime } from '@/components/ui/times';
import type { TokenRow } from '@/lib/views/settings/list-tokens';
import { RevokeToken } from './revoke-token';

/** The tokens in use: for what, by whom, when last; and an end for each. */
export function TokensTable({ tokens, refusal }: { tokens: readonly TokenRow[]; refusal: string | null }) {
  const t = useTranslations('automation.tokens');
  const columns: Column<TokenRow>[] = [
    { key: 'name', header: t('name'), wrap: true, cell: ({ name }) => <b className="font-medium">{name}</b> },
    { key: 'cluster', header: t('cluster'), cell: ({ cluster }) => cluster ?? t('allClusters') },
    {
      key: 'created',
      header: t('created'),
      wideOnly: true,
      cell: ({ createdAt, createdBy: by }) =>
        t.rich('createdBy', { by, when: () => <RelativeTime at={createdAt} /> }),
    },
    {
      key: 'used',
      header: t('used'),
      wideOnly: true,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('never')),
    },
    {
      key: 'revoke',
      header: <span className="sr-only">{t('revoke')}</span>,
      cell: (token) => <RevokeToken token={token} refusal={refusal} />,
    },
  ];
  if (tokens.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  return <DataTable caption={t('title')} columns={columns} items={tokens} keyOf={({ id }) => id} />;
}
