import { useLocale, useTimeZone } from 'next-intl';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { formatLink } from '@/lib/format/link';
import { formatTime } from '@/lib/format/time';
import type { Facts } from '@/lib/model/errors';
import type { ReadinessFinding } from '@/lib/model/readiness';

export interface FindingText {
  title: string;
  means: string;
  remedy: string;
  detail: string | null; // the hypervisor's own message
}

/**
 * Returns a function that puts a finding into words: what was found, what it means, and what to do. Where a hypervisor
 * gave the cause, the sentence of its code is what it means.
 */
export function useFindingText(): (finding: ReadinessFinding) => FindingText {
  const words = useWordsByCode('readiness.findings');
  const drivers = useWordsByCode('driver');
  const shown = useShownFigures();
  return ({ code, facts }) => {
    const values = shown(facts);
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

/** Figures with their units, times of the viewer. */
function useShownFigures(): (facts: Facts) => Facts {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const show: Record<string, (value: number) => string> = {
    memoryMiB: (value) => formatMebibytes(value, locale),
    mbps: (value) => formatLink(value, locale),
    neededMbps: (value) => formatLink(value, locale),
    seconds: (value) => formatDuration(value * 1000, locale),
  };
  return (facts) =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => {
        if (name === 'when' && typeof value === 'string' && value !== '-')
          return [name, formatTime(value, { locale, timeZone })];
        return [name, typeof value === 'number' ? (show[name]?.(value) ?? value) : value];
      }),
    );
}
