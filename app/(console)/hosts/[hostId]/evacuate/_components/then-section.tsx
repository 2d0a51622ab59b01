import { useLocale, useTranslations } from 'next-intl';
import { KeyValues, Section } from '@/components/ui/page';
import { formatList } from '@/lib/format/list';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { useEmptiedNames } from './use-emptied-names';

/** What follows, also when things do not go as planned. */
export function ThenSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.then');
  const locale = useLocale();
  const names = useEmptiedNames(page);
  const { host } = names;
  const staying = page.blockers.length;
  const reserveWords = ({ state, more, unsafe }: NonNullable<EvacuationPage['reserve']>) => {
    const meanwhile =
      unsafe.length === 0 ? t('reserveSafe') : t('reserveUnsafe', { hosts: formatList(unsafe, locale) });
    const uses = {
      off: () => '',
      kept: () => t('reserveKept', { ...names, count: more }),
      'in-use': () => t('reserveUsed', names),
      'over-committed': () => t('reserveLost', { ...names, count: more }),
    };
    return `${uses[state]()} ${meanwhile}`;
  };
  return (
    <Section title={t('title')}>
      <KeyValues
        entries={[
          {
            key: 'host',
            name: host,
            value: staying > 0 ? t('staysDraining', { count: staying, ...names }) : t('enters', names),
          },
          ...(page.reserve
            ? [{ key: 'reserve', name: t('reserve'), value: reserveWords(page.reserve) }]
            : []),
          { key: 'fails', name: t('fails'), value: t('failsBody', names) },
          { key: 'changes', name: t('changes'), value: t('changesBody') },
          { key: 'cancel', name: t('cancel'), value: t('cancelBody', names) },
        ]}
      />
    </Section>
  );
}
