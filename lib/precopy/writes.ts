import type { WritePattern } from '../model/snapshot.ts';

export type { WritePattern };

/** How a running VM writes memory. */
export interface Writes {
  dirtyMiBps: number; // how fast it writes to pages that were clean
  workingSetMiB: number; // the memory that it rewrites constantly
  pattern: WritePattern;
}

/**
 * Memory that is dirty again after `seconds` of copying, in MiB. A page written twice is copied once, so it grows
 * with D * t at first and ends at W (D the dirty rate, W the writable working set): W * (1 - exp(-D * t / W)) for
 * random writes, min(D * t, W) for sequential ones. Sequential is never less, so it is the careful assumption if
 * nothing is known.
 */
export function dirtiedMiB(
  dirtyMiBps: number,
  workingSetMiB: number,
  seconds: number,
  pattern: WritePattern = 'random',
): number {
  if (dirtyMiBps <= 0 || workingSetMiB <= 0 || seconds <= 0) return 0;
  if (pattern === 'sweep') return Math.min(dirtyMiBps * seconds, workingSetMiB);
  return -workingSetMiB * Math.expm1((-dirtyMiBps * seconds) / workingSetMiB);
}

/** The dirty rate at which this much is dirty after `seconds`; null: that is the whole working set. */
export function dirtyRateFrom(
  dirtiedMiB: number,
  seconds: number,
  { workingSetMiB, pattern }: Pick<Writes, 'workingSetMiB' | 'pattern'>,
): number | null {
  if (seconds <= 0 || dirtiedMiB >= workingSetMiB) return null;
  if (pattern === 'sweep') return dirtiedMiB / seconds;
  return (-workingSetMiB / seconds) * Math.log1p(-dirtiedMiB / workingSetMiB);
}
