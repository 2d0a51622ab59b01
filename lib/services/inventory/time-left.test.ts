import { describe, expect, test } from 'vitest';
import { moveLeftMs, runLeftMs, runPercent, type TimedMove } from './time-left.ts';

const now = new Date('2026-11-23T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const move = (more: Partial<TimedMove>): TimedMove => ({
  state: 'pending',
  wave: 1,
  predictedSeconds: 10,
  progressPercent: null,
  startedAt: null,
  ...more,
});

describe('moveLeftMs', () => {
  test('takes the prediction before the move begins, and what is left of it at first', () => {
    expect(moveLeftMs(move({}), now)).toBe(10_000);
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(4), progressPercent: 1 }), now)).toBe(6000);
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(40) }), now)).toBe(0);
  });

  test('takes the speed of the copy once there is one', () => {
    expect(moveLeftMs(move({ state: 'migrating', startedAt: ago(6), progressPercent: 25 }), now)).toBe(
      18_000,
    );
  });

  test('knows nothing of a move whose host does not answer', () => {
    expect(moveLeftMs(move({ state: 'unknown', startedAt: ago(6), progressPercent: 25 }), now)).toBeNull();
    expect(runLeftMs([move({}), move({ state: 'unknown' })], now)).toBeNull();
  });
});

test('a run takes its waves in turn, each as long as its longest move', () => {
  const moves = [
    move({ state: 'done' }),
    move({ predictedSeconds: 7 }),
    move({ wave: 2, predictedSeconds: 20 }),
    move({ wave: 2, predictedSeconds: 5 }),
  ];
  expect(runLeftMs(moves, now)).toBe(27_000);
});

test('a run is as far as its moves, by the time that they take', () => {
  expect(runPercent([move({ state: 'done', predictedSeconds: 30 }), move({ progressPercent: 50 })])).toBe(
    87.5,
  );
  expect(runPercent([])).toBeNull();
});
