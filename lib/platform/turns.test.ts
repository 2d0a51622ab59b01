import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Work that lasts until the test ends it, and counts how much of it goes on. */
function makeWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, work, end };
}

it('does so many at once, then those that wait, in their order', async () => {
  const turns = new Turns({ atOnce: 2, waiting: 2, waitingOfOne: 2 });
  const { begun, work, end } = makeWork();
  const all = ['a', 'b', 'c', 'd'].map((name) => turns.take(name, work(name)));
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  await end('c');
  await end('d');
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'].map((value) => ({ value })));
});

it('refuses at once who finds the queue full, of all or of their own', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 3, waitingOfOne: 2 });
  const { begun, work, end } = makeWork();
  const first = turns.take('x', work('x'));
  const waiting = [turns.take('x', work('x1')), turns.take('x', work('x2'))];
  expect(await turns.take('x', work('x3'))).toBeNull();
  waiting.push(turns.take('y', work('y1')));
  expect(await turns.take('z', work('z1'))).toBeNull();
  for (const name of ['x', 'x1', 'x2', 'y1']) await end(name);
  await Promise.all([first, ...waiting]);
  expect(begun).toEqual(['x', 'x1', 'x2', 'y1']);
});

it('serves those who come first before a crowd that waits already', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 2, waitingOfOne: 2 });
  const { begun, work, end } = makeWork();
  const all = [turns.take('a', work('a')), turns.take('b', work('b')), turns.take('c', work('c'))];
  expect(await turns.take('d', work('d'))).toBeNull();
  all.push(turns.take('ann', work('ann'), true));
  for (const name of ['a', 'ann', 'b', 'c']) await end(name);
  await Promise.all(all);
  expect(begun).toEqual(['a', 'ann', 'b', 'c']);
});

it('continues when one fails', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 1, waitingOfOne: 1 });
  await expect(turns.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turns.take('a', async () => 1)).toEqual({ value: 1 });
});
