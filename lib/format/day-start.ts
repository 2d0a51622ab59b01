import { dayKey } from './time.ts';

const DAY_MS = 86_400_000;

/**
 * The moment at which a calendar day, `2026-11-24`, begins in a time zone: its midnight, or the first moment that it
 * has where the clocks skip midnight. Null for what is no day.
 */
export function dayStart(day: string, timeZone: string): Date | null {
  const guess = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(guess)) return null;
  if (new Date(guess).toISOString().slice(0, 10) !== day) return null; // 31 June
  // No zone is further than 14 hours from UTC: halve the time between until the day's first second is found.
  let before = guess - DAY_MS;
  let within = guess + DAY_MS;
  while (within - before > 1000) {
    const middle = Math.floor((before + within) / 2000) * 1000;
    if (dayKey(middle, timeZone) < day) before = middle;
    else within = middle;
  }
  return new Date(within);
}

/** The calendar day this many days later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
