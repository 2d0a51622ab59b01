import { expect, it } from 'vitest';
import { Wakes } from './wakes.ts';

const never = new AbortController().signal;
const LONG_MS = 3_600_000;

it('looks again at once when it is woken, while it sleeps and while it looks', async () => {
  const wakes = new Wakes();
  let ticks = 0;
  await wakes.loop('a', never, async () => {
    ticks++;
    if (ticks === 1) queueMicrotask(() => wakes.wake('a')); // while it looks
    if (ticks === 2) setImmediate(() => wakes.wake()); // while it sleeps
    return ticks === 3 ? null : LONG_MS;
  });
  expect(ticks).toBe(3);
});

it('is not woken by what happens to another cluster, and ends when the worker stops', async () => {
  const wakes = new Wakes();
  const stopping = new AbortController();
  let ticks = 0;
  const loop = wakes.loop('a', stopping.signal, async () => {
    ticks++;
    return LONG_MS;
  });
  wakes.wake('b');
  await new Promise(setImmediate);
  expect(ticks).toBe(1);
  stopping.abort();
  await loop;
  expect(ticks).toBe(1);
});
