import { describe, expect, test } from 'vitest';
import { copyLeftMs, moveLeftMs, placeLeftMs, runPercent, type TimedMove } from './time-left.ts';

const now = new Date('2026-11-23T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const move = (more: Partial<TimedMove>): TimedMove => ({
  state: 'pending',
  predictedSeconds: 10,
  progress: null,
  progressPercent: null,
  startedAt: null,
  ...more,
});

describe('moveLeftMs', () => {
  test('is the prediction before the move begins, and the rest of the prediction at first', () => {
    expect(moveLeftMs(move({}), now)).toBe(10_000);
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(4), progressPercent: 1 }), now)).toBe(6000);
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(40) }), now)).toBe(0);
  });

  test('follows the speed of the copy once that is known', () => {
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(6), progressPercent: 25 }), now)).toBe(
      18_000,
    );
  });

  test('is unknown for a move whose host does not answer', () => {
    expect(moveLeftMs(move({ state: 'unknown', startedAt: ago(6), progressPercent: 25 }), now)).toBeNull();
    expect(placeLeftMs(move({ state: 'unknown' }), now)).toBeNull();
  });
});

test('a waiting move will hold its slots for its predicted time and the overhead of the run', () => {
  expect(placeLeftMs(move({}), now)).toBe(10_500);
  expect(placeLeftMs(move({ state: 'migrating', startedAt: ago(4) }), now)).toBe(6000);
});

test('for a move that reports only its fraction, the time left follows from the time for that fraction', () => {
  const progress = {
    elapsedMs: 6000,
    fraction: 0.25,
    bytesTotal: null,
    bytesProcessed: null,
    bytesRemaining: null,
    round: null,
    bandwidthMiBps: null,
    dirtyMiBps: null,
    throttlePercent: null,
  };
  const copying = { state: 'migrating', startedAt: ago(600), progress, progressPercent: 25 } as const;
  expect(moveLeftMs(move(copying), now)).toBe(18_000);
  expect(moveLeftMs(move({ ...copying, progressPercent: null }), now)).toBe(4000);
});

describe('copyLeftMs', () => {
  const copy = (leftMiB: number, dirtyMiBps: number) => ({
    elapsedMs: 5000,
    fraction: null,
    bytesTotal: 0,
    bytesProcessed: 0,
    bytesRemaining: leftMiB * 2 ** 20,
    round: 2,
    bandwidthMiBps: 100,
    dirtyMiBps,
    throttlePercent: null,
  });

  test('is the remaining amount divided by the speed if the VM writes nothing', () => {
    expect(copyLeftMs(copy(1000, 0))).toBe(10_000);
  });

  test('includes what is dirtied in the meantime, round by round', () => {
    // 10 s, then half of that for each round: 5, 2.5, 1.25, 0.63, 0.31, and 0.16 for the hand-over
    expect(copyLeftMs(copy(1000, 50))).toBeCloseTo(19_844, 0);
    expect(copyLeftMs(copy(20, 90))).toBe(200);
  });

  test('is unknown if a round leaves as much as it copied', () => {
    expect(copyLeftMs(copy(1000, 100))).toBeNull();
  });
});

test('the progress of a run is that of its moves, weighted by their duration', () => {
  expect(runPercent([move({ state: 'done', predictedSeconds: 30 }), move({ progressPercent: 50 })])).toBe(
    87.5,
  );
  expect(runPercent([])).toBeNull();
});
