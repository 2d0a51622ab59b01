import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/times';
import { formatTime } from '@/lib/format/time';
import type { Suggestions } from '@/lib/views/suggestion/read-suggestions';

type Idle = Suggestions['clusters'][number];

/** Clusters for which nothing is suggested, each with what its last planning found. */
export function IdleSection({ clusters, isAll }: { clusters: readonly Idle[]; isAll: boolean }) {
  const t = useTranslations('suggestions');
  return (
    <Section title={isAll ? t('waiting.none') : t('clusters.title')}>
      {isAll ? <p className="mb-2 max-w-[86ch] text-ink-2">{t('waiting.noneBody')}</p> : null}
      <ul className="border-line border-t">
        {clusters.map((cluster) => (
          <li
            key={cluster.id}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-line border-b py-2 sm:grid-cols-[auto_7rem_minmax(0,1fr)_auto]"
          >
            <Outcome cluster={cluster} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Outcome({ cluster }: { cluster: Idle }) {
  const t = useTranslations('suggestions.clusters');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const outcomeText = useOutcomeText();
  const isCalm = cluster.outcome?.code === 'balanced';
  const sentence = cluster.outcome ? outcomeText(cluster.outcome) : t('never');
  const time = formatTime(cluster.now, { locale, timeZone, style: 'weekdayClock' });
  const { plannedAt } = cluster;
  const planned: ReactNode = cluster.notReady
    ? t('past', { time })
    : plannedAt
      ? t.rich('planned', { when: () => <RelativeTime at={plannedAt} /> })
      : null;
  return (
    <>
      <span data-tone={isCalm ? 'ok' : 'plain'} className="mt-0.75 text-(--tone-ink)">
        <Icon name={isCalm ? 'ok' : 'info'} size={14} />
      </span>
      <b>{cluster.name}</b>
      <span className="text-ink-2 max-sm:col-start-2">{sentence}</span>
      <span className="text-ink-3 text-small max-sm:col-start-2">{planned}</span>
    </>
  );
}
