import { formatCores, formatMebibytes, formatRate } from '@/lib/format/bytes';
import { formatPercent } from '@/lib/format/number';

/** How the values of a measure are written. */
export type MeasureUnit = 'percent' | 'cores' | 'MiB' | 'MiB/s';

const formats: Record<MeasureUnit, (value: number | null | undefined, locale: string) => string> = {
  percent: (value, locale) => formatPercent(value, locale),
  cores: formatCores,
  MiB: formatMebibytes,
  'MiB/s': formatRate,
};

/** A value with its unit. Unknown is "-". */
export const formatMeasure = (value: number | null | undefined, unit: MeasureUnit, locale: string): string =>
  formats[unit](value, locale);

/** The top of the axis: 100 % at least, otherwise the next of 1, 2 or 5 times a power of ten (of two for MiB). */
export function topOf(highest: number, unit: MeasureUnit): number {
  if (unit === 'percent') return Math.max(100, highest);
  if (highest <= 0) return 1;
  if (unit === 'MiB') return 2 ** Math.ceil(Math.log2(highest));
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * ([1, 2, 5].find((factor) => factor * power >= highest) ?? 10);
}
