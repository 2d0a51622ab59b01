import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import type { Way } from '@/lib/model/way-out';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { hrefChoosing, hrefLifting } from './decision-href';
import { useEmptiedNames } from './use-emptied-names';

const ways: readonly Way[] = ['leave', 'shutDown', 'save', 'offline'];

/** VMs that cannot leave, each with why: in general, and to each host; and what may be decided about each, or all. */
export function BlockersSection({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.blockers');
  const names = useEmptiedNames(page);
  return (
    <Section title={t('title')} note={t('note', { count: page.blockers.length, ...names })}>
      <ForAll page={page} />
      <ul className="border-line border-t">
        {page.blockers.map((blocker) => (
          <li
            key={blocker.vm}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-1 border-line border-b px-1 py-2 sm:grid-cols-[auto_9rem_minmax(0,1fr)]"
          >
            <Icon name="warn" size={14} className="mt-0.75 text-warn" />
            <b>{blocker.vm ?? names.host}</b>
            <ul className="grid gap-1 max-sm:col-start-2">
              {blocker.reasons.map((reason) => (
                <li key={reason.key} className="text-ink-2">
                  {reason.vm !== null && reason.hosts.length > 0 ? (
                    <b className="font-medium text-ink">{t('to', { hosts: reason.hosts.join(', ') })}: </b>
                  ) : null}
                  <RejectionText code={reason.code} facts={reason.facts} /> <Code>{reason.code}</Code>
                </li>
              ))}
              <Choices page={page} blocker={blocker} />
            </ul>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-ink-3 text-small">{t('hint')}</p>
    </Section>
  );
}

function Choices({ page, blocker }: { page: EvacuationPage; blocker: EvacuationPage['blockers'][number] }) {
  const t = useTranslations('evacuate.blockers');
  const { vmId, rules } = blocker;
  const possible = vmId === null ? [] : ways.filter((way) => blocker.ways.includes(way));
  if (possible.length + rules.length === 0) return null;
  return (
    <li className="flex flex-wrap gap-2 pt-1">
      {possible.map((way) => (
        <ButtonLink key={way} size="small" href={hrefChoosing(page, vmId === null ? [] : [vmId], way)}>
          {t(way)}
        </ButtonLink>
      ))}
      {rules.map(({ id, name }) => (
        <ButtonLink key={id} size="small" href={hrefLifting(page, id, true)}>
          {t('lift', { rule: name })}
        </ButtonLink>
      ))}
    </li>
  );
}

/** The same decision about all VMs for which it is possible, where there are several. */
function ForAll({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.blockers');
  const vmsOf = (way: Way) =>
    page.blockers.flatMap((blocker) => (blocker.vmId && blocker.ways.includes(way) ? blocker.vmId : []));
  const possible = ways.filter((way) => vmsOf(way).length > 1);
  if (possible.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 pb-2">
      <span className="text-ink-3 text-small">{t('forAll')}</span>
      {possible.map((way) => (
        <ButtonLink key={way} size="small" href={hrefChoosing(page, vmsOf(way), way)}>
          {t(`all.${way}`, { count: vmsOf(way).length })}
        </ButtonLink>
      ))}
    </p>
  );
}
