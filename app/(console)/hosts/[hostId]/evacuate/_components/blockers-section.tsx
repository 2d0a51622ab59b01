import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { hrefWith } from './decision-href';
import { useEmptiedNames } from './use-emptied-names';

/** VMs that cannot leave, each with why: in general, and to each host. */
export function BlockersSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.blockers');
  const names = useEmptiedNames(page);
  return (
    <Section title={t('title')} note={t('note', { count: page.blockers.length, ...names })}>
      <ul className="border-line border-t">
        {page.blockers.map(({ vm, reasons, leave, rules }) => (
          <li
            key={vm}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-1 border-line border-b px-1 py-2 sm:grid-cols-[auto_9rem_minmax(0,1fr)]"
          >
            <Icon name="warn" size={14} className="mt-0.75 text-warn" />
            <b>{vm ?? names.host}</b>
            <ul className="grid gap-1 max-sm:col-start-2">
              {reasons.map((reason) => (
                <li key={reason.key} className="text-ink-2">
                  {reason.vm !== null && reason.hosts.length > 0 ? (
                    <b className="font-medium text-ink">{t('to', { hosts: reason.hosts.join(', ') })}: </b>
                  ) : null}
                  <RejectionText code={reason.code} facts={reason.facts} /> <Code>{reason.code}</Code>
                </li>
              ))}
              {leave || rules.length > 0 ? (
                <li className="flex flex-wrap gap-2 pt-1">
                  {leave ? (
                    <ButtonLink size="small" href={hrefWith(page, { leave: leave.vmId })}>
                      {t('leave')}
                    </ButtonLink>
                  ) : null}
                  {rules.map(({ id, name }) => (
                    <ButtonLink key={id} size="small" href={hrefWith(page, { lift: id })}>
                      {t('lift', { rule: name })}
                    </ButtonLink>
                  ))}
                </li>
              ) : null}
            </ul>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-ink-3 text-small">{t('hint')}</p>
    </Section>
  );
}
