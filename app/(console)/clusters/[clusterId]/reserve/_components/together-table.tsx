import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import type { ReservePage } from '@/lib/views/reserve/read-reserve';

/** Sets of several hosts that may not fail at once. */
export function TogetherTable({ page }: { page: ReservePage }) {
  const t = useTranslations('reserve.together');
  if (page.together.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note', { count: page.together.length, more: page.more })}>
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>{t('hosts')}</HeadCell>
            <HeadCell numeric>{t('left')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {page.together.map(({ key, hosts, left }) => (
            <Row key={key}>
              <Cell wrap>{hosts.join(', ')}</Cell>
              <Cell numeric>{t('leftCount', { count: left })}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
