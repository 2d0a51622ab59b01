import { isKnown, joinQuantities, type Quantity, unknownQuantity, unknownText } from './quantity.ts';

const formatters = new Map<string, Intl.NumberFormat>();

/** A number formatter of that locale; kept, since making one is slow. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** A plain number with exactly `digits` after the point. Unknown is "-". */
export function formatNumber(value: number | null | undefined, locale: string, digits = 0): string {
  if (!isKnown(value)) return unknownText;
  return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Percent, 0 to 100 and more. A value below 100 is never shown as 100, nor one above 0 as 0. */
export function percentQuantity(percent: number | null | undefined, locale: string, digits = 0): Quantity {
  if (!isKnown(percent)) return unknownQuantity;
  const step = 10 ** -digits;
  const isCut = (percent < 100 && percent > 100 - step / 2) || (percent > 0 && percent < step / 2);
  if (isCut && percent < 1) return { value: `<${formatNumber(step, locale, digits)}`, unit: '%' };
  return { value: formatNumber(isCut ? 100 - step : percent, locale, digits), unit: '%' };
}

export function formatPercent(percent: number | null | undefined, locale: string, digits = 0): string {
  return joinQuantities([percentQuantity(percent, locale, digits)], locale);
}

/** Three significant figures at most, and no more than two after the point: 0.14, 3.5, 48, 1,214. */
export function formatShort(value: number | null | undefined, locale: string): string {
  if (!isKnown(value)) return unknownText;
  const rounded = Math.round(value * 100) / 100;
  const size = Math.abs(rounded);
  const digits = size >= 10 || Number.isInteger(rounded) ? 0 : size >= 1 ? 1 : 2;
  return formatNumber(value, locale, digits);
}
