import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { DateTime } from '@/components/ui/times';
import type { RefusedRow } from '@/lib/views/audit/list-refused-sign-ins';

/** Wrong passwords: a row a day for each email and address. */
export function RefusedSection({ rows, count }: { rows: readonly RefusedRow[]; count: number }) {
  const t = useTranslations('settings.refused');
  if (rows.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note', { shown: rows.length, count })} className="mt-8">
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>{t('last')}</HeadCell>
            <HeadCell>{t('email')}</HeadCell>
            <HeadCell wideOnly>{t('address')}</HeadCell>
            <HeadCell wideOnly>{t('first')}</HeadCell>
            <HeadCell numeric>{t('times')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.purpose} ${row.email} ${row.address} ${row.firstAt.toISOString()}`}>
              <Cell className="text-ink-3">
                <DateTime at={row.lastAt} />
              </Cell>
              <Cell wrap>
                <span className="wrap-anywhere">{row.email}</span>
                {row.purpose === 'password' ? (
                  <span className="block text-ink-3 text-small">{t('whileSignedIn')}</span>
                ) : null}
                <span className="wrap-anywhere block text-ink-3 text-small md:hidden">{row.address}</span>
              </Cell>
              <Cell wideOnly>{row.address}</Cell>
              <Cell wideOnly className="text-ink-3">
                <DateTime at={row.firstAt} />
              </Cell>
              <Cell numeric>{row.times}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
