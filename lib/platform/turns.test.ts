import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Tasks that run until the test ends them, and the names of those that have begun. */
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

it('runs a limited number of tasks at once, then the waiting ones in order', async () => {
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

it('refuses immediately if the queue is full, in total or for one client', async () => {
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

it('runs a task with priority before those that already wait', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 2, waitingOfOne: 2 });
  const { begun, work, end } = makeWork();
  const all = [turns.take('a', work('a')), turns.take('b', work('b')), turns.take('c', work('c'))];
  expect(await turns.take('d', work('d'))).toBeNull();
  all.push(turns.take('ann', work('ann'), true));
  for (const name of ['a', 'ann', 'b', 'c']) await end(name);
  await Promise.all(all);
  expect(begun).toEqual(['a', 'ann', 'b', 'c']);
});

it('continues after a task has failed', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 1, waitingOfOne: 1 });
  await expect(turns.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turns.take('a', async () => 1)).toEqual({ value: 1 });
});
