import { numberFormat } from './number.ts';
import { isKnown, joinQuantities, type Quantity, unknownQuantity } from './quantity.ts';

type Unit = 'day' | 'hour' | 'minute' | 'second';

// The display that yields the short international symbols (d, h, min, s); Japanese has its own short words.
const displays: Record<Unit, 'short' | 'narrow'> = {
  day: 'narrow',
  hour: 'narrow',
  minute: 'short',
  second: 'narrow',
};

function quantity(amount: number, unit: Unit, locale: string, digits = 0): Quantity {
  const parts = numberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: locale.startsWith('ja') ? 'short' : displays[unit],
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).formatToParts(amount);
  const word = parts.find((part) => part.type === 'unit')?.value ?? '';
  const value = parts.filter((part) => part.type !== 'unit' && part.type !== 'literal');
  return { value: value.map((part) => part.value).join(''), unit: word.trim() };
}

/** At most two units, seconds only below an hour: 0.14 s, 9 s, 2 min 40 s, 3 h 5 min, 18 d. */
export function durationQuantities(ms: number | null | undefined, locale: string): Quantity[] {
  if (!isKnown(ms)) return [unknownQuantity];
  const total = Math.max(0, ms);
  if (total < 995) return [quantity(total / 1000, 'second', locale, 2)];
  if (total < 9_950) return [quantity(total / 1000, 'second', locale, 1)];
  const seconds = Math.round(total / 1000);
  if (seconds < 3600) return pair(seconds, 60, ['minute', 'second'], locale);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, ['hour', 'minute'], locale);
  const hours = Math.round(minutes / 60);
  return hours < 72
    ? pair(hours, 24, ['day', 'hour'], locale)
    : [quantity(Math.round(hours / 24), 'day', locale)];
}

function pair(amount: number, ratio: number, [large, small]: [Unit, Unit], locale: string): Quantity[] {
  const whole = Math.floor(amount / ratio);
  const rest = amount % ratio;
  const quantities: Quantity[] = [];
  if (whole > 0) quantities.push(quantity(whole, large, locale));
  if (rest > 0 || whole === 0) quantities.push(quantity(rest, small, locale));
  return quantities;
}

export function formatDuration(ms: number | null | undefined, locale: string): string {
  return joinQuantities(durationQuantities(ms, locale), locale);
}

/** One unit, rounded down, for ages: 4 s, 6 min, 3 h, 18 d. */
export function formatAge(ms: number | null | undefined, locale: string): string {
  if (!isKnown(ms)) return unknownQuantity.value;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const steps: [Unit, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const [unit, size] = steps.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
  return joinQuantities([quantity(Math.floor(seconds / size), unit, locale)], locale);
}
