import { expect, test } from 'vitest';
import { restartPauseMs } from './child.ts';

test('each failure in a row doubles the pause, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(restartPauseMs)).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});
