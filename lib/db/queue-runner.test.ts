import type { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { startQueue } from './queue-runner.ts';

/** A library whose runners never end, whatever happens: it was seen once, and cannot be brought about. */
const opened = vi.hoisted((): { events: EventEmitter; collect: (payload: unknown) => Promise<void> }[] => []);
vi.mock('graphile-worker', async (original) => ({
  ...(await original<object>()),
  run: async ({ events, taskList }: { events: EventEmitter; taskList: { 'collect-cluster': never } }) => {
    opened.push({ events, collect: taskList['collect-cluster'] });
    const shutDown = async (): Promise<void> => void events.emit('pool:gracefulShutdown');
    return { promise: new Promise(() => undefined), stop: shutDown };
  },
}));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined })); // the pause before it begins again
afterEach(() => vi.useRealTimers());

it('begins again, and stops, although the library does not end, once its jobs have ended', async () => {
  vi.useFakeTimers();
  const job = Promise.withResolvers<void>();
  const nothing = () => undefined;
  const queue = await startQueue({
    url: 'postgresql://127.0.0.1:1/none',
    concurrency: 1,
    onOpen: nothing,
    onClose: nothing,
    log: { warn: nothing, error: nothing },
    tasks: { 'collect-cluster': () => job.promise },
  });
  const [first] = opened;
  const working = first?.collect(null);
  first?.events.emit('pool:gracefulShutdown');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened).toHaveLength(1); // a job is in progress
  job.resolve();
  await working;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(opened).toHaveLength(2);
  const stopped = queue.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopped;
  expect(opened).toHaveLength(2);
});
