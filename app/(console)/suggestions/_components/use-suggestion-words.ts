import { useLocale, useTranslations } from 'next-intl';
import { formatPercent } from '@/lib/format/number';
import type { SuggestionGist } from '@/lib/views/shared/suggestion-gist';

type Named = Pick<SuggestionGist, 'aim' | 'cluster'>;

/** Returns what a suggestion is called: what it is for, in a few words. */
export function useSuggestionName(): (suggestion: Named, thresholdPercent: number | null) => string {
  const t = useTranslations('suggestions.name');
  const locale = useLocale();
  return ({ aim, cluster }, thresholdPercent) => {
    const threshold = formatPercent(thresholdPercent, locale);
    switch (aim.code) {
      case 'cpu-overload':
      case 'memory-overload':
        return t(aim.code, { host: aim.host, threshold });
      case 'expected-overload':
        return t(aim.code, { host: aim.host, at: aim.at });
      case 'repair-rule':
        return t('repair-rule', { rule: aim.rule });
      case 'even-load':
        return t('even-load', { cluster });
    }
  };
}
