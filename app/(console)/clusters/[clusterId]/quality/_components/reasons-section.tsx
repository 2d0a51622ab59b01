import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { formatNumber } from '@/lib/format/number';
import type { Quality } from '@/lib/views/quality/read-quality';

/** Why suggestions were dismissed, in the words of those who did it. */
export function ReasonsSection({ reasons }: { reasons: Quality['dismissed'] }) {
  const t = useTranslations('quality.reasons');
  const locale = useLocale();
  return (
    <Section title={t('title')}>
      {reasons.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <Table caption={t('title')}>
          <thead>
            <tr>
              <HeadCell>{t('reason')}</HeadCell>
              <HeadCell numeric>{t('count')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ reason, count }) => (
              <Row key={reason}>
                <Cell wrap className={reason === null ? 'text-ink-3' : 'wrap-anywhere'}>
                  {reason ?? t('without')}
                </Cell>
                <Cell numeric>{formatNumber(count, locale)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
