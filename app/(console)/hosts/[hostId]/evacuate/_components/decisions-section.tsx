import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import type { DecidedWay } from '@/lib/views/evacuation/view-decisions';
import { hrefChoosing, hrefLifting } from './decision-href';

/** What was decided about VMs, by a person or the policy, and what each decision means. */
export function DecisionsSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.decisions');
  const meaning = useMeaning(page);
  const { ways, lifted } = page.decided;
  if (ways.length + lifted.length === 0) return null;
  return (
    <Section title={t('title')} note={t('note')}>
      <ul className="border-line border-t">
        {ways.map((decided) => (
          <Decision
            key={decided.vmId}
            name={decided.vm}
            undoHref={hrefChoosing(page, [decided.vmId], decided.source === 'person' ? null : 'ask')}
          >
            {meaning(decided)} <Source decided={decided} />
          </Decision>
        ))}
        {lifted.map(({ id, name }) => (
          <Decision key={id} name={name} undoHref={hrefLifting(page, id, false)}>
            {t('lifted')}
          </Decision>
        ))}
      </ul>
    </Section>
  );
}

/** What a decision means, in words. */
function useMeaning({ policy }: EvacuationPage): (decided: DecidedWay) => string {
  const t = useTranslations('evacuate.decisions');
  const locale = useLocale();
  const time = formatDuration(policy.shutDownSeconds * 1000, locale);
  return ({ way, host, isRunning }) =>
    way === 'leave' ? t(isRunning ? 'leftRunning' : 'leftStopped', { host }) : t(way, { host, time });
}

/** Where it comes from, unless the person at the page has decided it. */
function Source({ decided: { source, match } }: { decided: DecidedWay }) {
  const t = useTranslations('evacuate.decisions.source');
  if (source === 'person') return null;
  return <span className="text-ink-3">{t(source, { match: match ?? '' })}</span>;
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
