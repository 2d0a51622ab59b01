import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { formatNumber } from '@/lib/format/number';
import type { Quality } from '@/lib/views/quality/read-quality';

/** Why suggestions were dismissed, as people chose, and in their own words. */
export function ReasonsSection({ reasons }: { reasons: Quality['dismissed'] }) {
  const t = useTranslations('quality.reasons');
  const tWhy = useTranslations('suggestions.dismiss.code');
  const tNote = useTranslations('suggestions.decision');
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
            {reasons.map(({ why, reason, count }) => (
              <Row key={`${why} ${reason}`}>
                <Cell wrap className="wrap-anywhere">
                  {reason ? tNote('reason', { code: tWhy(why), reason }) : tWhy(why)}
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
