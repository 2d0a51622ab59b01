import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchRecovery } from './watch-recovery.ts';

const answers: (() => Promise<{ ok: boolean }>)[] = [];
const well = () => Promise.resolve({ ok: true });
const ill = () => Promise.resolve({ ok: false });
const away = () => Promise.reject(new TypeError('connection refused'));

beforeEach(() => {
  vi.useFakeTimers();
  answers.length = 0;
  vi.stubGlobal('fetch', () => (answers.shift() ?? well)());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('tells once that the server is back', async () => {
  answers.push(away, ill, well, well);
  const onRecovered = vi.fn();
  watchRecovery(onRecovered);
  await vi.advanceTimersByTimeAsync(3000);
  expect(onRecovered).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onRecovered).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not try again where the server was well all along', async () => {
  const onRecovered = vi.fn();
  const stop = watchRecovery(onRecovered);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onRecovered).not.toHaveBeenCalled();
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
