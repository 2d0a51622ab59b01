import { describe, expect, it } from 'vitest';
import type { CountedProgress } from '../../model/counted-progress.ts';
import type { Pace } from '../../model/watch-memory.ts';
import { paceAfter, silentMs, stuckMs } from './pace.ts';

const MIB = 2 ** 20;

/** A copy at 100 MiB/s whose rounds leave these amounts, read every half second. */
function paceOf(restsMiB: number[], untilSeconds: number, everyMs = 500): Pace {
  const sizes = [1000, ...restsMiB];
  let pace: Pace | null = null;
  for (let ms = everyMs; ms <= untilSeconds * 1000; ms += everyMs) pace = paceAfter(pace, at(sizes, ms));
  if (!pace) throw new Error('look for longer');
  return pace;
}

function at(sizes: number[], elapsedMs: number): CountedProgress {
  const sent = (elapsedMs / 1000) * 100;
  let round = 0;
  let sum = 0;
  while (sum <= sent) sum += sizes[Math.min(round++, sizes.length - 1)] ?? 1;
  return {
    fraction: sent / sum,
    elapsedMs,
    round,
    bytesTotal: 1000 * MIB,
    bytesProcessed: sent * MIB,
    bytesRemaining: (sum - sent) * MIB,
    bandwidthMiBps: 100,
    dirtyMiBps: 50,
    throttlePercent: null,
  };
}

function next(before: Pace | null, progress: CountedProgress): Pace {
  const pace = paceAfter(before, progress);
  if (!pace) throw new Error('a counted look has a pace');
  return pace;
}

describe('pace', () => {
  it('does not count a long first round as stuck', () => {
    expect(stuckMs(paceOf([100], 9.5))).toBe(0);
  });

  it('is not stuck while each round leaves less', () => {
    expect(stuckMs(paceOf([800, 600, 450, 330, 240, 180], 30))).toBe(0);
  });

  it('is stuck for as long as the remaining amount has not decreased', () => {
    // Rounds take two seconds after the first. The second round ended at 12 s, and no later round left less.
    expect(stuckMs(paceOf([200], 30))).toBe(18_000);
  });

  it('is stuck also if the rounds are shorter than the ticks', () => {
    expect(stuckMs(paceOf([20], 30))).toBeGreaterThan(15_000);
  });

  it('is not misled by a first round whose pages are sent in almost no time', () => {
    const first = next(null, { ...at([1000], 500), bytesRemaining: 900_000 * MIB });
    const paces = [12, 14, 16].reduce(
      (pace, s) => next(pace, at([1000, 200, 150, 100, 80], s * 1000)),
      first,
    );
    expect(stuckMs(paces)).toBe(0);
  });

  it('makes progress again when the VM is throttled and writes less', () => {
    expect(stuckMs(paceOf([200, 200, 200, 200, 120, 70, 40, 20], 21))).toBeLessThan(2000);
  });

  it('reports for how long nothing at all was sent', () => {
    const moving = paceOf([200], 12);
    expect(silentMs(moving)).toBe(0);
    const hung = next(moving, { ...at([1000, 200], 12_000), elapsedMs: 72_000 });
    expect(silentMs(hung)).toBe(60_000);
  });

  it('is unknown for a copy that reports only its fraction, and is unchanged by a reading without values', () => {
    const unreported = { bytesTotal: null, bytesProcessed: null, bytesRemaining: null, round: null };
    const fraction = { ...at([1000], 500), ...unreported, bandwidthMiBps: null, dirtyMiBps: null };
    expect(paceAfter(null, fraction)).toBeNull();
    const moving = paceOf([200], 12);
    expect(paceAfter(moving, { ...fraction, elapsedMs: 72_000 })).toEqual(moving);
  });

  it('starts again with another job', () => {
    const again = paceAfter(paceOf([200], 30), at([1000], 500));
    expect(again).toMatchObject({ round: 1, leastBytes: null, atMs: 500 });
  });
});
