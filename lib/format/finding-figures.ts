import type { Facts } from '../model/errors.ts';
import { formatMebibytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { formatLink } from './link.ts';
import { formatTime } from './time.ts';

/** The figures of a finding with their units, and times as the viewer reads them. */
export function showFigures(facts: Facts, { locale, timeZone }: { locale: string; timeZone: string }): Facts {
  const show: Record<string, (value: number) => string> = {
    memoryMiB: (value) => formatMebibytes(value, locale),
    mbps: (value) => formatLink(value, locale),
    neededMbps: (value) => formatLink(value, locale),
    seconds: (value) => formatDuration(value * 1000, locale),
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      if (name === 'when' && typeof value === 'string' && value !== '-')
        return [name, formatTime(value, { locale, timeZone })];
      return [name, typeof value === 'number' ? (show[name]?.(value) ?? value) : value];
    }),
  );
}
