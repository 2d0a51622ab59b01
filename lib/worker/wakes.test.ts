import { expect, it } from 'vitest';
import { Wakes } from './wakes.ts';

const never = new AbortController().signal;
const LONG_MS = 3_600_000;

it('looks again at once when it is woken, while it sleeps and while it looks', async () => {
  const wakes = new Wakes();
  let looks = 0;
  await wakes.loop('a', never, async () => {
    looks++;
    if (looks === 1) queueMicrotask(() => wakes.wake('a')); // while it looks
    if (looks === 2) setImmediate(() => wakes.wake()); // while it sleeps
    return looks === 3 ? null : LONG_MS;
  });
  expect(looks).toBe(3);
});

it('is not woken by what happens to another cluster, and ends when the worker stops', async () => {
  const wakes = new Wakes();
  const stopping = new AbortController();
  let looks = 0;
  const loop = wakes.loop('a', stopping.signal, async () => {
    looks++;
    return LONG_MS;
  });
  wakes.wake('b');
  await new Promise(setImmediate);
  expect(looks).toBe(1);
  stopping.abort();
  await loop;
  expect(looks).toBe(1);
});
