import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { ViewedFailure } from '@/lib/views/reserve/view-failure';
import { FailureDetails } from './failure-details';

const looks = {
  found: { icon: 'ok', tone: 'ok' },
  'no-place': { icon: 'crit', tone: 'crit' },
  spent: { icon: 'unknown', tone: 'warn' },
} as const;

/** What would happen if each host failed, the worst first. */
export function FailuresTable({ failures }: { failures: readonly ViewedFailure[] }) {
  const t = useTranslations('reserve.failures');
  const locale = useLocale();
  return (
    <Section title={t('title')} note={t('note')}>
      {failures.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <Table caption={t('caption')}>
          <thead>
            <tr>
              <HeadCell>{t('host')}</HeadCell>
              <HeadCell numeric>{t('vms')}</HeadCell>
              <HeadCell numeric>{t('memory')}</HeadCell>
              <HeadCell>{t('verdict')}</HeadCell>
              <HeadCell>{t('where')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {failures.map((failure) => (
              <Row key={failure.id}>
                <Cell>
                  <TextLink href={paths.host(failure.id)}>{failure.host}</TextLink>
                </Cell>
                <Cell numeric>{formatNumber(failure.vms, locale)}</Cell>
                <Cell numeric>{formatMebibytes(failure.memoryMiB, locale)}</Cell>
                <Cell>
                  <Status {...looks[failure.verdict]}>
                    {t(failure.verdict, { count: failure.left.length })}
                  </Status>
                </Cell>
                <Cell wrap>
                  <FailureDetails failure={failure} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
