import { useLocale, useTranslations } from 'next-intl';
import { Figure, Unit } from '@/components/ui/figure';
import { Stats } from '@/components/ui/stats';
import { RelativeTime } from '@/components/ui/times';
import { mebibytesQuantity } from '@/lib/format/bytes';
import { durationQuantities } from '@/lib/format/duration';
import { digitsBeside, type LoadTone, toneOfLoad } from '@/lib/format/load';
import { formatNumber } from '@/lib/format/number';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { thresholdOf } from './plan-head';

/** The suggestion in figures: what it improves, what it costs, how long it waits. */
export function PlanStats({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.stats');
  const locale = useLocale();
  const tBasis = useTranslations('migration.basis');
  const { before, after, forecastRun } = page;
  const moves = page.moves.filter(({ id }) => page.chosen.includes(id));
  const waves = new Set(moves.map((move) => move.wave)).size;
  const longest = Math.max(0, ...moves.map((move) => move.predicted.downtimeMs));
  return (
    <Stats
      stats={[
        {
          key: 'imbalance',
          name: t('imbalance'),
          value: (
            <Change
              before={formatNumber(before.spread, locale, 2)}
              after={formatNumber(after.spread, locale, 2)}
            />
          ),
        },
        relievedHost(page, t, locale) ?? {
          key: 'over',
          name: t('over'),
          value: (
            <Change
              before={formatNumber(before.overloadedHosts, locale)}
              after={formatNumber(after.overloadedHosts, locale)}
            />
          ),
        },
        {
          key: 'moves',
          name: t('moves'),
          value: formatNumber(moves.length, locale),
          note:
            moves.length < page.moves.length
              ? t('chosen', { count: moves.length, all: page.moves.length })
              : t('inWaves', { count: waves }),
        },
        {
          key: 'priority',
          name: t('priority'),
          value: formatNumber(page.gist.priority, locale),
          note: t('priorityNote'),
        },
        {
          key: 'takes',
          name: t('takes'),
          value: <Figure of={durationQuantities(forecastRun.seconds * 1000, locale)} />,
          note: tBasis(forecastRun.basis),
        },
        {
          key: 'copied',
          name: t('copied'),
          value: <Figure of={[mebibytesQuantity(forecastRun.transferredMiB, locale)]} />,
        },
        { key: 'pause', name: t('pause'), value: <Figure of={durationQuantities(longest, locale)} /> },
        ...(page.state === 'suggested' && page.expiresAt
          ? [{ key: 'expires', name: t('expires'), value: <RelativeTime at={page.expiresAt} /> }]
          : []),
      ]}
    />
  );
}

function relievedHost(
  page: SuggestionPage,
  t: ReturnType<typeof useTranslations<'suggestions.stats'>>,
  locale: string,
) {
  const { aim } = page.gist;
  const threshold = thresholdOf(page);
  if (!('host' in aim) || threshold === null) return null;
  const host = page.hosts.find((each) => each.name === aim.host);
  if (!host) return null;
  const [before, after] =
    aim.code === 'cpu-overload' ? [host.cpuBefore, host.cpuAfter] : [host.memoryBefore, host.memoryAfter];
  return {
    key: 'host',
    name: t(aim.code === 'cpu-overload' ? 'cpu' : 'memory', { host: aim.host }),
    value: (
      <>
        <Change
          before={formatNumber(before, locale, digitsBeside(threshold, before))}
          after={formatNumber(after, locale, digitsBeside(threshold, after))}
          beforeTone={toneOfLoad(before, threshold)}
          afterTone={toneOfLoad(after, threshold)}
        />
        <Unit>%</Unit>
      </>
    ),
  };
}

const ink: Record<LoadTone, string> = { plain: '', unknown: '', warn: 'text-warn', crit: 'text-crit' };

function Change(props: { before: string; after: string; beforeTone?: LoadTone; afterTone?: LoadTone }) {
  const t = useTranslations('common');
  return (
    <>
      <span className="sr-only">{t('before')} </span>
      <span className={ink[props.beforeTone ?? 'plain']}>{props.before}</span>
      <span aria-hidden="true" className="px-1.5 font-normal text-ink-3">
        →
      </span>
      <span className="sr-only"> {t('after')} </span>
      <span className={ink[props.afterTone ?? 'plain']}>{props.after}</span>
    </>
  );
}
