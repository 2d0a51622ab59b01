import { describe, expect, it } from 'vitest';
import type { MeasuredWrites } from '../model/measured-writes.ts';
import { converges } from './convergence.ts';
import { learnWrites } from './learn-writes.ts';
import { type FinishedMove, lessonOf } from './lesson.ts';
import { playMigration } from './testing.ts';
import { dirtiedMiB, type Writes } from './writes.ts';

const MEMORY_MIB = 512;
const LENGTHS = [1, 2, 4, 8, 16];

/** Numbers between 0 and 1 that depend on the seed only (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Measurements as QEMU makes them: of a sample of 512 pages a GiB it counts those that have changed. */
function sampled({ dirtyMiBps, workingSetMiB, pattern }: Writes, seed: number): MeasuredWrites[] {
  const random = randomFrom(seed);
  const pages = MEMORY_MIB / 2;
  return [0, 1, 2].flatMap(() =>
    LENGTHS.map((seconds) => {
      const share = dirtiedMiB(dirtyMiBps, workingSetMiB, seconds, pattern) / MEMORY_MIB;
      const hits = Array.from({ length: pages }, random).filter((drawn) => drawn < share).length;
      return { seconds, dirtiedMiB: (hits / pages) * MEMORY_MIB };
    }),
  );
}

const known = (writes: Writes, seed: number) => learnWrites([], 0, sampled(writes, seed));
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

describe('measurements before the first migration', () => {
  it.each<[string, Writes]>([
    ['a little memory slowly', { dirtyMiBps: 4, workingSetMiB: 48, pattern: 'sweep' }],
    ['much memory', { dirtyMiBps: 32, workingSetMiB: 256, pattern: 'sweep' }],
    ['at random', { dirtyMiBps: 20, workingSetMiB: 128, pattern: 'random' }],
  ])('tell the rate and the working set of a VM that writes %s', (_, writes) => {
    const errors = (of: (found: Writes) => number) =>
      seeds
        .map((seed) => {
          const found = known(writes, seed);
          return found === null ? 1 : Math.abs(of(found) / of(writes) - 1);
        })
        .toSorted((a, b) => a - b);
    const rates = errors((found) => found.dirtyMiBps);
    const sizes = errors((found) => found.workingSetMiB);
    expect(rates[10]).toBeLessThan(0.15);
    expect(sizes[10]).toBeLessThan(0.15);
    expect(rates[17]).toBeLessThan(0.4);
    expect(sizes[17]).toBeLessThan(0.4);
  });

  it('tell nothing if there are few, or only of one length', () => {
    const all = sampled({ dirtyMiBps: 10, workingSetMiB: 100, pattern: 'sweep' }, 1);
    expect(learnWrites([], 0, all.slice(0, 3))).toBeNull();
    expect(
      learnWrites(
        [],
        0,
        all.filter(({ seconds }) => seconds === 4),
      ),
    ).toBeNull();
    expect(learnWrites([], 7, all.slice(0, 4))).toMatchObject({ isMeasured: true, seenAtMs: 7 });
  });

  it('of a VM that writes nothing give a rate of nothing', () => {
    const idle = LENGTHS.map((seconds) => ({ seconds, dirtiedMiB: 0 }));
    expect(learnWrites([], 0, idle)?.dirtyMiBps).toBeLessThan(0.5);
  });

  it('do not promise convergence for memory that is written faster than a second shows', () => {
    const cache: Writes = { dirtyMiBps: 40, workingSetMiB: 12, pattern: 'sweep' };
    for (const seed of seeds) {
      const learned = known(cache, seed);
      expect(learned?.hidden).toBeDefined();
      expect(learned && converges({ ...learned, downtimeLimitMs: 300, bandwidthMiBps: 20 })).toBe(false);
    }
  });
});

describe('measurements of a VM that has migrated', () => {
  const moved = (bandwidthMiBps: number, change: Partial<FinishedMove>) => {
    const input = { ...cache, touchedMiB: 180, bandwidthMiBps, downtimeLimitMs: 300, fixedSeconds: 0.5 };
    return lessonOf(playMigration(input, { capMiBps: bandwidthMiBps, targetPauseMs: 300, ...change }));
  };
  const cache: Writes = { dirtyMiBps: 24, workingSetMiB: 10, pattern: 'sweep' };
  const lessons = [moved(28, {}), moved(16, { isDone: false }), moved(28, {})];
  const isPromised = (measured: MeasuredWrites[]) => {
    const learned = learnWrites(lessons, 0, measured);
    return learned && converges({ ...learned, downtimeLimitMs: 300, bandwidthMiBps: 16 });
  };

  it('never promise a convergence that its migrations contradict', () => {
    expect(isPromised([])).toBe(false);
    for (const seed of seeds) expect(isPromised(sampled(cache, seed))).toBe(false);
  });

  it('hide nothing by finding nothing: a sample of a small working set is often empty', () => {
    const found = [14, 6, 13, 11, 0, 8, 4, 9, 0, 0, 14, 14, 21, 11, 0]; // by QEMU, of a guest that writes as this one
    const measured = found.map((dirtiedMiB, i) => ({ seconds: LENGTHS[i % 5] ?? 1, dirtiedMiB }));
    expect(isPromised(measured)).toBe(false);
    expect(learnWrites(lessons, 0, measured)?.hidden?.workingSetMiB).toBeGreaterThan(4);
  });
});
