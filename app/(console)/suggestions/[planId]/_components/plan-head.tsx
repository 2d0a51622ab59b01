import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { Facts } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { formatTime, styleByDistance } from '@/lib/format/time';
import { paths } from '@/lib/model/paths';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { useSuggestionName } from '../../_components/use-suggestion-words';

/** The threshold that the suggestion's aim is about; null: it is about none. */
export function thresholdOf({ gist, policy }: Pick<SuggestionPage, 'gist' | 'policy'>): number | null {
  if (gist.aim.code === 'cpu-overload') return policy.cpuThresholdPercent;
  return gist.aim.code === 'memory-overload' ? policy.memoryThresholdPercent : null;
}

export function PlanTitle({ page }: { page: SuggestionPage }) {
  return useSuggestionName()(page.gist, thresholdOf(page));
}

/** When it was made and of what, its number, and what it replaces. */
export function PlanFacts({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow();
  const time = (at: Date) => formatTime(at, { locale, timeZone, style: styleByDistance(at, now, timeZone) });
  const { replaces } = page;
  const name = t('number', { number: page.gist.number });
  return (
    <Facts>
      <span>{t('facts.made', { time: time(page.createdAt), snapshot: time(page.takenAt) })}</span>
      {page.confirmedAt > page.createdAt ? (
        <span>{t('facts.confirmed', { time: time(page.confirmedAt) })}</span>
      ) : null}
      <span>
        {replaces
          ? t.rich('facts.replaces', {
              name,
              other: t('number', { number: replaces.number }),
              link: (chunks) => (
                <TextLink className="underline" href={paths.suggestion(replaces.id)}>
                  {chunks}
                </TextLink>
              ),
            })
          : name}
      </span>
    </Facts>
  );
}
