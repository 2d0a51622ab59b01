import { useTranslations } from 'next-intl';
import { KeyValues, Section } from '@/components/ui/page';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** What follows, also when things do not go as planned. */
export function ThenSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.then');
  const host = page.host.name;
  const staying = page.blockers.length;
  return (
    <Section title={t('title')}>
      <KeyValues
        entries={[
          {
            key: 'host',
            name: host,
            value: staying > 0 ? t('staysDraining', { count: staying }) : t('enters'),
          },
          { key: 'fails', name: t('fails'), value: t('failsBody', { host }) },
          { key: 'changes', name: t('changes'), value: t('changesBody') },
          { key: 'cancel', name: t('cancel'), value: t('cancelBody', { host }) },
        ]}
      />
    </Section>
  );
}
