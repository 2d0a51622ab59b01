import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WatchedSession } from './watched-session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client whose answers the test gives. */
function watch() {
  const client = new pg.Client();
  const asked: { text: string; answer: () => void; fail: (error: Error) => void }[] = [];
  const query = (text: string) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    asked.push({ text, answer: () => resolve({ rows: [] }), fail: reject });
    return promise;
  };
  Object.assign(client, { query });
  const lost: string[] = [];
  const session = new WatchedSession(client, (error) => lost.push(error.message));
  return { client, asked, lost, session };
}

it('asks all the time, and is content with an answer', async () => {
  const { asked, lost } = watch();
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(1500);
    asked.at(-1)?.answer();
  }
  expect(asked.map(({ text }) => text)).toEqual(Array(5).fill('SELECT 1'));
  expect(lost).toEqual([]);
});

it('is lost when a question stays unanswered, also one of its user', async () => {
  const { asked, lost, session } = watch();
  void session.query('SELECT held').catch(() => undefined);
  await vi.advanceTimersByTimeAsync(1500);
  expect(lost).toEqual([]);
  await vi.advanceTimersByTimeAsync(1500);
  expect(lost).toEqual(['the database does not answer']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked.length, lost.length]).toEqual([1, 1]);
});

it('is not lost because its process was busy while an answer arrived', async () => {
  const { asked, lost } = watch();
  await vi.advanceTimersByTimeAsync(1500);
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(1500); // one timer, however long it took
  asked[0]?.answer();
  await vi.advanceTimersByTimeAsync(1500);
  expect(lost).toEqual([]);
});

it('tells once why it ended, and asks no more', async () => {
  const { client, asked, lost } = watch();
  await vi.advanceTimersByTimeAsync(1500);
  asked[0]?.fail(new Error('terminating connection'));
  await vi.advanceTimersByTimeAsync(0);
  client.on('error', () => undefined);
  client.emit('error', new Error('and again'));
  client.emit('end');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lost).toEqual(['terminating connection']);
  expect(asked).toHaveLength(1);
});

it('sends one statement after the other', async () => {
  const { asked, session } = watch();
  const both = Promise.all([session.query('first'), session.query('second')]);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map(({ text }) => text)).toEqual(['first']);
  asked[0]?.answer();
  await vi.advanceTimersByTimeAsync(0);
  asked[1]?.answer();
  await both;
  expect(asked.map(({ text }) => text)).toEqual(['first', 'second']);
});

it('leaves the errors of its client to others once it is forgotten', () => {
  const { client, lost, session } = watch();
  session.forget();
  expect(client.listenerCount('error')).toBe(0);
  client.on('error', () => undefined);
  client.emit('error', new Error('of the next user'));
  expect(lost).toEqual([]);
});
