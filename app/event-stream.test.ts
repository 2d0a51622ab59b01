import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HubListener, HubMessage } from '../lib/web/change-hub.ts';
import { openEventStream } from './event-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const now = new Date('2026-11-29T12:00:00Z');
const shown = { subscription: { host: 'all', vm: ['c1'] }, since: null } as const;

function open(options: { expiresInSeconds?: number; lives?: boolean[] } = {}) {
  const listeners = new Set<HubListener>();
  const lives = [...(options.lives ?? [])];
  const abort = new AbortController();
  const received = text(
    openEventStream({
      hub: {
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      ...shown,
      session: { id: 's1', expiresAt: new Date(now.getTime() + (options.expiresInSeconds ?? 3600) * 1000) },
      isLive: async () => lives.shift() ?? true,
      signal: abort.signal,
      now,
    }),
  );
  const broadcast = (message: HubMessage) => {
    for (const { receive } of listeners) receive(message);
  };
  return { received, broadcast, abort, listeners };
}

test('tells what changed until its session ends', async () => {
  const { received, broadcast, listeners } = open();
  broadcast({ type: 'change', changes: [{ topic: 'vm', clusterId: 'c1' }] });
  broadcast({ type: 'session-end', sessionId: 'another' });
  broadcast({ type: 'session-end', sessionId: 's1' });
  broadcast({ type: 'change', changes: [{ topic: 'host', clusterId: 'c1' }] });
  const changes = '[{"topic":"vm","clusterId":"c1"}]';
  expect(await received).toBe(`retry: 2000\n\nevent: change\ndata: {"changes":${changes}}\n\n`);
  expect(listeners.size).toBe(0);
});

test('ends when the time of its session is over', async () => {
  const { received } = open({ expiresInSeconds: 30 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await received).toContain(': still here');
});

test('ends when its session ended while the database could not be reached', async () => {
  const { received, broadcast } = open({ lives: [true, false] });
  broadcast({ type: 'database', isConnected: false });
  broadcast({ type: 'database', isConnected: true });
  expect(await received).toContain('data: {"isConnected":true}');
});

test('ends at once when its session ended before it listened', async () => {
  expect(await open({ lives: [false] }).received).toBe('retry: 2000\n\n');
});

test('ends when the browser goes', async () => {
  const { received, abort, listeners } = open();
  abort.abort();
  await received;
  expect(listeners.size).toBe(0);
});

test('ends when nobody reads it any more', async () => {
  const listeners = new Set<unknown>();
  const hub = {
    subscribe: (listener: unknown) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const session = { id: 's1', expiresAt: new Date(now.getTime() + 3_600_000) };
  const signal = new AbortController().signal;
  await openEventStream({ hub, ...shown, session, isLive: async () => true, signal, now }).cancel();
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
