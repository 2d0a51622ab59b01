import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { formatPercent } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { PowerPage } from '@/lib/views/power/read-power';

interface PowerProps {
  power: PowerPage;
}

/** The hosts that stay on, with their load at the peak. */
export function OnTable({ power }: PowerProps) {
  const t = useTranslations('power.on');
  const locale = useLocale();
  return (
    <Section title={t('title')} note={t('note')}>
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>{t('host')}</HeadCell>
            <HeadCell numeric>{t('cpu')}</HeadCell>
            <HeadCell numeric>{t('memory')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {power.loads.map(({ id, name, cpuPercent, memoryPercent }) => (
            <Row key={id}>
              <Cell>
                <TextLink href={paths.host(id)}>{name}</TextLink>
              </Cell>
              <Cell numeric>{formatPercent(cpuPercent, locale)}</Cell>
              <Cell numeric>{formatPercent(memoryPercent, locale)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

/** Why the others stay on. */
export function StaysTable({ power }: PowerProps) {
  const t = useTranslations('power.stays');
  return (
    <Section title={t('title')}>
      {power.stays.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <Table caption={t('title')}>
          <thead>
            <tr>
              <HeadCell>{t('host')}</HeadCell>
              <HeadCell>{t('why')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {power.stays.map(({ id, name, reason }) => (
              <Row key={id}>
                <Cell>{name}</Cell>
                <Cell wrap>{t(reason)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

/** The proof: how all these hosts would be emptied, in this order. */
export function MovesTable({ power }: PowerProps) {
  const t = useTranslations('power.moves');
  if (power.moves.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note', { count: power.moves.length })}>
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>{t('vm')}</HeadCell>
            <HeadCell>{t('from')}</HeadCell>
            <HeadCell>{t('to')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {power.moves.map(({ id, vm, from, to }) => (
            <Row key={id}>
              <Cell>{vm}</Cell>
              <Cell>{from}</Cell>
              <Cell>{to}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
