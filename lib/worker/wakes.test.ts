import { expect, it } from 'vitest';
import { Wakes } from './wakes.ts';

const never = new AbortController().signal;
const LONG_MS = 3_600_000;

it('runs the next tick at once when it is woken, during a pause or during a tick', async () => {
  const wakes = new Wakes();
  let ticks = 0;
  await wakes.loop('a', never, async () => {
    ticks++;
    if (ticks === 1) queueMicrotask(() => wakes.wake('a')); // during the tick
    if (ticks === 2) setImmediate(() => wakes.wake()); // during the pause
    return ticks === 3 ? null : LONG_MS;
  });
  expect(ticks).toBe(3);
});

it('is not woken by changes of another cluster, and ends when the worker stops', async () => {
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
