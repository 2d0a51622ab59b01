import { formatShort } from './number.ts';

/** The speed of a network link, given in Mbit/s: 10 Gbit/s, 100 Mbit/s. */
export function formatLink(mbps: number, locale: string): string {
  return mbps >= 1000
    ? `${formatShort(mbps / 1000, locale)}\u202fGbit/s`
    : `${formatShort(mbps, locale)}\u202fMbit/s`;
}
