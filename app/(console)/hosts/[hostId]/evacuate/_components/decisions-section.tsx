import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { hrefWithout } from './decision-href';

/** What was decided about VMs that cannot leave, and what each decision means. */
export function DecisionsSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.decisions');
  const { left, lifted } = page.decided;
  if (left.length + lifted.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note')}>
      <ul className="border-line border-t">
        {left.map(({ vmId, vm, host, isRunning }) => (
          <Decision key={vmId} name={vm} undoHref={hrefWithout(page, { leave: vmId })}>
            {t(isRunning ? 'leftRunning' : 'leftStopped', { host })}
          </Decision>
        ))}
        {lifted.map(({ id, name }) => (
          <Decision key={id} name={name} undoHref={hrefWithout(page, { lift: id })}>
            {t('lifted')}
          </Decision>
        ))}
      </ul>
    </Section>
  );
}

function Decision({ name, undoHref, children }: { name: string; undoHref: string; children: ReactNode }) {
  const t = useTranslations('evacuate.decisions');
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2.5 gap-y-1 border-line border-b px-1 py-2">
      <Icon name="check" size={14} className="mt-0.75 text-ink-3" />
      <span>
        <b>{name}</b> <span className="text-ink-2">{children}</span>
      </span>
      <ButtonLink size="small" href={undoHref} aria-label={t('undoOf', { name })}>
        {t('undo')}
      </ButtonLink>
    </li>
  );
}
