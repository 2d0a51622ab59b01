import { useLocale, useTimeZone } from 'next-intl';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { showFigures } from '@/lib/format/finding-figures';
import type { ReadinessFinding } from '@/lib/model/readiness';

export interface FindingText {
  title: string;
  means: string;
  remedy: string;
  detail: string | null; // the cause, mostly as the hypervisor words it
}

/**
 * Returns a function that puts a finding into words: what was found, what it means, and what to do. Where a hypervisor
 * gave the cause, the sentence of its code is what it means.
 */
export function useFindingText(): (finding: ReadinessFinding) => FindingText {
  const words = useWordsByCode('readiness.findings');
  const drivers = useWordsByCode('driver');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return ({ code, facts }) => {
    const values = showFigures(facts, { locale, timeZone });
    const cause = String(facts.code ?? '');
    const detail = String(facts.detail ?? '-');
    return {
      title: words(`${code}.title`, values),
      means: drivers.has(cause)
        ? `${words(`${code}.means`, values)} ${drivers(cause, { source: '-', destination: facts.hosts ?? '-', ...values })}`
        : words(`${code}.means`, values),
      remedy: words(`${code}.remedy`, values),
      detail: detail === '-' || detail === '' ? null : detail,
    };
  };
}
