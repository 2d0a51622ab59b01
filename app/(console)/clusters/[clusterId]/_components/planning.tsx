import { useTranslations } from 'next-intl';
import { LeftOut } from '@/components/domain/left-out';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { RelativeTime } from '@/components/ui/times';
import { paths } from '@/lib/model/paths';
import type { ClusterPage } from '@/lib/views/cluster/read-cluster';

/** What the last evaluation led to, when, and what it left out: nothing to do is an answer with a reason too. */
export function Planning({ cluster }: { cluster: ClusterPage }) {
  const t = useTranslations('cluster.planning');
  const outcomeText = useOutcomeText();
  const { lastPlanOutcome: outcome, lastPlannedAt: at, leftOut } = cluster;
  return (
    <Section
      title={t('title')}
      aside={<TextLink href={paths.evaluations({ cluster: cluster.id })}>{t('log')}</TextLink>}
    >
      <p>{outcome ? outcomeText(outcome) : t('never')}</p>
      {leftOut ? (
        <p>
          <LeftOut move={leftOut} />
        </p>
      ) : null}
      {at ? (
        <p className="text-ink-3 text-small">{t.rich('at', { when: () => <RelativeTime at={at} /> })}</p>
      ) : null}
    </Section>
  );
}
