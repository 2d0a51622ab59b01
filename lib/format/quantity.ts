/** A figure and its unit, apart, so that a screen can mute the unit. An unknown figure has no unit. */
export interface Quantity {
  value: string;
  unit: string;
}

/** What is shown where nothing is known. Never 0. */
export const unknownText = '-';
export const unknownQuantity: Quantity = { value: unknownText, unit: '' };

const SPACE = '\u00a0';
const NARROW_SPACE = '\u202f';

/** True for a figure that is known: not null, undefined, NaN or infinite. */
export function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Joins figures and units to one text: `2 min 40 s`, in Japanese `2分40秒`. */
export function joinQuantities(quantities: readonly Quantity[], locale: string): string {
  const isTight = locale.startsWith('ja');
  const gap = (unit: string) => {
    if (isTight && !isLatin(unit)) return '';
    return unit === '%' ? NARROW_SPACE : SPACE;
  };
  return quantities
    .map(({ value, unit }) => (unit ? `${value}${gap(unit)}${unit}` : value))
    .join(isTight ? '' : SPACE);
}

const isLatin = (unit: string): boolean => /^[\w/]/.test(unit);
