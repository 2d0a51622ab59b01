import { expect, it } from 'vitest';
import { Queue, type QueueHost } from './queue.ts';

const limits = { movesPerHost: 2, movesPerCluster: null, movesPerNetwork: null };
const hosts: QueueHost[] = ['a', 'b', 'c', 'd'].map((id) => ({ id, migrationNetwork: null }));
const move = (vmId: string, fromHostId: string, toHostId: string, memoryMiB = 100) => ({
  vmId,
  fromHostId,
  toHostId,
  memoryMiB,
});

it('starts a later move first if an earlier one has no free slot', () => {
  const waiting = [move('1', 'a', 'b'), move('2', 'a', 'b'), move('3', 'a', 'b'), move('4', 'c', 'd')];
  const queue = new Queue({ limits, hosts, waiting });
  expect(queue.open().map(({ vmId }) => vmId)).toEqual(['1', '2', '4']);
  expect(queue.waiting.map(({ vmId }) => vmId)).toEqual(['3']);
  queue.end(waiting[3] ?? move('', '', ''));
  expect(queue.open()).toEqual([]);
  queue.end(waiting[0] ?? move('', '', ''));
  expect(queue.open().map(({ vmId }) => vmId)).toEqual(['3']);
});

it('keeps the order of the moves of one VM, and reserves memory for waiting moves', () => {
  const first = move('1', 'a', 'b', 800);
  const tight = hosts.map((host) => ({ ...host, freeMiB: host.id === 'b' ? 1000 : 5000 }));
  const waiting = [move('1', 'b', 'c'), move('2', 'c', 'b', 300), move('3', 'd', 'b', 150)];
  const queue = new Queue({ limits, hosts: tight, active: [first], waiting });
  queue.startPass();
  const why = waiting.map((each) => {
    const held = queue.whyHeld(each)?.code ?? null;
    queue.pass(each);
    return held;
  });
  // 200 MiB are free. The second move needs more, and the third may not take the memory that the second waits for.
  expect(why).toEqual(['run-order', 'no-memory-yet', 'no-memory-yet']);
});

it('gives no reason for a move that has its slots, and the time of the next attempt for one that waits', () => {
  const [begun, later] = [move('1', 'a', 'b'), move('2', 'a', 'b')];
  const dueInMs = (each: object) => (each === later ? 4500 : 0);
  const queue = new Queue({
    limits: { ...limits, movesPerHost: 1 },
    hosts,
    active: [begun],
    waiting: [later],
    dueInMs,
  });
  expect(queue.whyHeld(begun)).toBeNull();
  expect(queue.whyHeld(later)).toEqual({ code: 'retry-at', facts: { seconds: 5 } });
  expect(queue.whyHeld(later, 4500)).toEqual({ code: 'host-limit', facts: { host: 'a', limit: 1 } });
  expect([queue.nextDueMs(0), queue.nextDueMs(4500)]).toEqual([4500, Number.POSITIVE_INFINITY]);
});
