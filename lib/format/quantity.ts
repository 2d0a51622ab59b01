/** A figure and its unit, apart, so that a screen can mute the unit. An unknown figure has no unit. */
export interface Quantity {
  value: string;
  unit: string;
}

/** What is shown where nothing is known. Never 0. */
export const unknownText = '-';
export const unknownQuantity: Quantity = { value: unknownText, unit: '' };

const NARROW_SPACE = '\u202f';

/** True for a figure that is known: not null, undefined, NaN or infinite. */
export function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Joins figures and units to one text: `2 min 40 s`, in Japanese `2分40秒`. */
export function joinQuantities(quantities: readonly Quantity[], locale: string): string {
  const isTight = locale.startsWith('ja');
  return quantities
    .map(({ value, unit }) =>
      unit ? `${value}${isTight && !isLatin(unit) ? '' : NARROW_SPACE}${unit}` : value,
    )
    .join(isTight ? '' : ' ');
}

const isLatin = (unit: string): boolean => /^[\w/]/.test(unit);
