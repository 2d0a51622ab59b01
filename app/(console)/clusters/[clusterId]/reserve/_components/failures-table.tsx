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

function Verdict({ failure: { verdict, isLost, left } }: { failure: ViewedFailure }) {
  const t = useTranslations('reserve.failures');
  const bound = left.filter(({ isBound }) => isBound).length;
  const lost = left.length - bound;
  return (
    <div className="grid justify-items-start">
      {isLost || bound === 0 ? (
        <Status {...looks[verdict]}>{t(verdict, { count: lost })}</Status>
      ) : (
        <Status {...looks.found}>{t('foundOthers')}</Status>
      )}
      {bound > 0 ? (
        <Status icon="warn" tone="warn">
          {t('bound', { count: bound })}
        </Status>
      ) : null}
    </div>
  );
}

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
              <HeadCell numeric wideOnly>
                {t('vms')}
              </HeadCell>
              <HeadCell numeric wideOnly>
                {t('memory')}
              </HeadCell>
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
                <Cell numeric wideOnly>
                  {formatNumber(failure.vms, locale)}
                </Cell>
                <Cell numeric wideOnly>
                  {formatMebibytes(failure.memoryMiB, locale)}
                </Cell>
                <Cell>
                  <Verdict failure={failure} />
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
