import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { RelativeTime } from '@/components/ui/times';
import { paths } from '@/lib/model/paths';
import { supersedeReason } from '@/lib/model/plan-outcome';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { useActorName } from '../../../_components/use-actor-name';

/** What became of a suggestion that no longer waits: who decided, when, and where it continued. */
export function DecisionNote({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions');
  const actorName = useActorName();
  const newer = page.supersededBy ?? page.waiting;
  const facts = {
    name: t('number', { number: page.gist.number }),
    by: page.decidedBy ? actorName(page.decidedBy) : t('decision.ballast'),
    when: () => (page.decidedAt ? <RelativeTime at={page.decidedAt} /> : '-'),
  };
  return (
    <Note
      tone={page.state === 'approved' ? 'ok' : 'plain'}
      title={<Decision page={page} facts={facts} />}
      actions={
        <>
          {page.run ? (
            <ButtonLink href={paths.job(page.run.id)}>
              {t('decision.openJob', { number: page.run.number })}
            </ButtonLink>
          ) : null}
          {page.parent ? (
            <ButtonLink href={paths.suggestion(page.parent.id)}>
              {t('decision.openParent', { name: t('number', { number: page.parent.number }) })}
            </ButtonLink>
          ) : null}
          {newer ? (
            <ButtonLink href={paths.suggestion(newer.id)}>
              {t('decision.openNewer', { number: newer.number })}
            </ButtonLink>
          ) : null}
        </>
      }
    >
      <More page={page} />
    </Note>
  );
}

interface DecisionFacts {
  name: string;
  by: string;
  when: () => ReactNode;
}

function Decision({ page, facts: { name, by, when } }: { page: SuggestionPage; facts: DecisionFacts }) {
  const t = useTranslations('suggestions');
  const rich = (key: 'approved' | 'approvedPart' | 'dismissed') =>
    t.rich(`decision.${key}`, { name, by, when });
  if (page.parent) {
    return t('decision.part', { by, parent: t('number', { number: page.parent.number }) });
  }
  switch (page.state) {
    case 'approved':
      return rich(page.isPartly ? 'approvedPart' : 'approved');
    case 'dismissed':
      return rich('dismissed');
    case 'superseded':
      return t.rich(`superseded.${supersedeReason(page.decisionReason)}`, { name, by, when });
    default:
      return t('decision.expired', { name });
  }
}

function More({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.decision');
  const tWhy = useTranslations('suggestions.dismiss.code');
  if (page.dismissal) {
    const why = tWhy(page.dismissal);
    return page.decisionReason ? t('reason', { code: why, reason: page.decisionReason }) : why;
  }
  return page.state === 'expired' ? t('expiredBody') : null;
}
