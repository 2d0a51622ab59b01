import { formatShort, numberFormat } from './number.ts';
import { isKnown, joinQuantities, type Quantity, unknownQuantity } from './quantity.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in the largest binary unit that leaves at least 1: 202 GiB, 1.5 MiB. */
export function bytesQuantity(bytes: number | null | undefined, locale: string): Quantity {
  if (!isKnown(bytes)) return unknownQuantity;
  let amount = bytes;
  let power = 0;
  while (Math.abs(amount) >= 1023.5 && power < units.length - 1) {
    amount /= 1024;
    power += 1;
  }
  return { value: formatShort(amount, locale), unit: units[power] ?? 'B' };
}

export function formatBytes(bytes: number | null | undefined, locale: string): string {
  return joinQuantities([bytesQuantity(bytes, locale)], locale);
}

/** Mebibytes, as memory is stored: 49152 is 48 GiB, 1536 is 1.5 GiB. */
export function mebibytesQuantity(mebibytes: number | null | undefined, locale: string): Quantity {
  return bytesQuantity(isKnown(mebibytes) ? mebibytes * 1024 ** 2 : null, locale);
}

export function formatMebibytes(mebibytes: number | null | undefined, locale: string): string {
  return joinQuantities([mebibytesQuantity(mebibytes, locale)], locale);
}

/** Always in GiB, for a column whose head names the unit: 48, 1.5, 0.13. */
export function formatGibibytes(mebibytes: number | null | undefined, locale: string): string {
  return formatShort(isKnown(mebibytes) ? mebibytes / 1024 : null, locale);
}

export function rateQuantity(mebibytesPerSecond: number | null | undefined, locale: string): Quantity {
  if (!isKnown(mebibytesPerSecond)) return unknownQuantity;
  return { value: formatShort(mebibytesPerSecond, locale), unit: 'MiB/s' };
}

export function formatRate(mebibytesPerSecond: number | null | undefined, locale: string): string {
  return joinQuantities([rateQuantity(mebibytesPerSecond, locale)], locale);
}

/** A host's or VM's frequency: 950 MHz, 2.9 GHz. */
export function formatMhz(mhz: number | null | undefined, locale: string): string {
  if (!isKnown(mhz)) return unknownQuantity.value;
  if (mhz < 1000) return joinQuantities([{ value: formatShort(mhz, locale), unit: 'MHz' }], locale);
  const value = numberFormat(locale, { maximumFractionDigits: mhz < 100_000 ? 1 : 0 }).format(mhz / 1000);
  return joinQuantities([{ value, unit: 'GHz' }], locale);
}

/** Cores, whole or shares of one: 5.0, 0.25. */
export function formatCores(cores: number | null | undefined, locale: string): string {
  if (!isKnown(cores)) return unknownQuantity.value;
  const digits = cores > 0 && cores < 1 ? 2 : 1;
  return numberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: digits }).format(cores);
}
