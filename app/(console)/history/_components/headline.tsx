import { useLocale, useTranslations } from 'next-intl';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import type { History } from '@/lib/views/history/read-history';
import type { HistoryQuery } from '../history-query';
import { useDayName } from './filters';

/** The page in a sentence: how many ended well, whether a VM was lost, how long the longest pause was. */
export function Headline({ history, query }: { history: History; query: HistoryQuery }) {
  const t = useTranslations('history');
  const locale = useLocale();
  const dayName = useDayName();
  const span = query.range
    ? t(`span.${query.range}`)
    : t('span.custom', { from: dayName(query.from), to: dayName(query.to) });
  if (history.total === 0) return t('headline.none', { span });
  const isJapanese = locale === 'ja';
  const parts = [t('headline.lost', { count: history.lost })];
  if (history.pause.mostMs !== null) {
    parts.push(t('headline.pause', { pause: formatDuration(history.pause.mostMs, locale) }));
  }
  const first = t('headline.some', {
    done: formatNumber(history.counts.done, locale),
    all: formatNumber(history.total, locale),
    span,
  });
  return isJapanese ? `${[first, ...parts].join('。')}。` : `${first}; ${parts.join(', ')}.`;
}
