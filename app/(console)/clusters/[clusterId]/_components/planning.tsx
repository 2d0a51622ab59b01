import { useTranslations } from 'next-intl';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { Section } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/times';
import type { ClusterPage } from '@/lib/views/cluster/read-cluster';

/** What the last planning led to, and when: nothing to do is an answer with a reason too. */
export function Planning({ cluster }: { cluster: ClusterPage }) {
  const t = useTranslations('cluster.planning');
  const outcomeText = useOutcomeText();
  const { lastPlanOutcome: outcome, lastPlannedAt: at } = cluster;
  return (
    <Section title={t('title')}>
      <p>{outcome ? outcomeText(outcome) : t('never')}</p>
      {at ? (
        <p className="text-ink-3 text-small">{t.rich('at', { when: () => <RelativeTime at={at} /> })}</p>
      ) : null}
    </Section>
  );
}
