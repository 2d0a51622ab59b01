import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchRecovery } from './watch-recovery.ts';

const answers: (() => Promise<Response>)[] = [];
const well = () => Promise.resolve(Response.json({}));
const ill = (health: unknown = 'no JSON object') => Promise.resolve(Response.json(health, { status: 503 }));
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
  watchRecovery(onRecovered, () => {});
  await vi.advanceTimersByTimeAsync(3000);
  expect(onRecovered).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onRecovered).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not try again where the server was well all along', async () => {
  const onRecovered = vi.fn();
  const stop = watchRecovery(onRecovered, () => {});
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onRecovered).not.toHaveBeenCalled();
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('tells why the server is away, as far as it says so', async () => {
  const full = { database: { state: 'down' }, disk: { state: 'full' } };
  const down = { database: { state: 'down' }, disk: { state: 'ok' } };
  answers.push(
    away,
    () => ill(),
    () => ill(full),
    () => ill(down),
    well,
  );
  const causes: unknown[] = [];
  watchRecovery(
    () => {},
    (cause) => causes.push(cause),
  );
  await vi.advanceTimersByTimeAsync(30_000);
  expect(causes).toEqual([null, null, 'diskFull', 'databaseDown']);
});
