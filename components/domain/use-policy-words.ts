import { useLocale, useTranslations } from 'next-intl';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { numberFormat } from '@/lib/format/number';
import { formatTimes, formatWeekdays } from '@/lib/format/weekly';
import { type PolicyField, policyFields, StallAction } from '@/lib/model/policy-fields';
import { WaysOutBy } from '@/lib/model/way-out';
import { WeeklyIntervals } from '@/lib/model/weekly-interval';

/** The words for fields of the policy and their values, in server components and in client ones. */
export function usePolicyWords() {
  const t = useTranslations('policy');
  const byCode = useWordsByCode('policy');
  const stall = useTranslations('migration.stallAction');
  const locale = useLocale();
  const number = (value: number) => numberFormat(locale, { maximumFractionDigits: 3 }).format(value);

  const unit = (name: PolicyField): string => {
    const { unit } = policyFields[name];
    return unit === null ? '' : t(`unit.${unit}`);
  };

  const intervals = (value: unknown): string | null => {
    const read = WeeklyIntervals.safeParse(value);
    if (!read.success) return null;
    const said = read.data.map((interval) => {
      const days = formatWeekdays(interval.days, locale) || t('everyDay');
      return `${days} ${formatTimes(interval, locale)}`;
    });
    return said.length === 0 ? null : said.join(locale === 'ja' ? '、' : '; ');
  };

  const ways = (value: unknown): string =>
    (WaysOutBy.safeParse(value).data ?? [])
      .map(({ match, way }) => `${match}: ${byCode(`value.runningCannotLeave.${way}`)}`)
      .join(locale === 'ja' ? '、' : '; ');

  /** A value in words. Null and lists without entries have words of their own; undefined is a dash. */
  const value = (name: PolicyField, given: unknown): string => {
    if (given === undefined) return '-';
    if (typeof given === 'number') return [number(given), unit(name)].filter(Boolean).join(' ');
    if (name === 'cannotLeaveBy') return ways(given) || byCode(`empty.${name}`);
    if (Array.isArray(given)) return intervals(given) ?? byCode(`empty.${name}`);
    if (given === null) return byCode.has(`empty.${name}`) ? byCode(`empty.${name}`) : '-';
    const action = StallAction.safeParse(given);
    if (name === 'onStall' && action.success) return stall(action.data);
    if (name === 'timeZone') return String(given).replaceAll('_', ' ');
    const key = `value.${name}.${given}`;
    return byCode.has(key) ? byCode(key) : String(given);
  };

  /** The range of a number in words; empty if there is none to tell. */
  const range = (name: PolicyField, least: number | null, most: number | null): string => {
    const limits = { least: number(least ?? 0), most: number(most ?? 0), unit: unit(name) };
    if (most !== null && Number.isFinite(most)) return t('range.between', limits).trim();
    return least === null ? '' : t('range.from', limits).trim();
  };

  return {
    label: (name: PolicyField): string => t(`label.${name}`),
    about: (name: PolicyField): string => t(`about.${name}`),
    empty: (name: PolicyField): string => (byCode.has(`empty.${name}`) ? byCode(`empty.${name}`) : ''),
    unit,
    value,
    range,
  };
}

export type PolicyWords = ReturnType<typeof usePolicyWords>;
