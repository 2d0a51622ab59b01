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
  const said = text(
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
  const tell = (message: HubMessage) => {
    for (const { hear } of listeners) hear(message);
  };
  return { said, tell, abort, listeners };
}

test('tells what changed until its session ends', async () => {
  const { said, tell, listeners } = open();
  tell({ type: 'change', changes: [{ topic: 'vm', clusterId: 'c1' }] });
  tell({ type: 'session-end', sessionId: 'another' });
  tell({ type: 'session-end', sessionId: 's1' });
  tell({ type: 'change', changes: [{ topic: 'host', clusterId: 'c1' }] });
  const changes = '[{"topic":"vm","clusterId":"c1"}]';
  expect(await said).toBe(`retry: 2000\n\nevent: change\ndata: {"changes":${changes}}\n\n`);
  expect(listeners.size).toBe(0);
});

test('ends when the time of its session is over', async () => {
  const { said } = open({ expiresInSeconds: 30 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await said).toContain(': still here');
});

test('ends when its session ended while the database could not be heard', async () => {
  const { said, tell } = open({ lives: [true, false] });
  tell({ type: 'database', isConnected: false });
  tell({ type: 'database', isConnected: true });
  expect(await said).toContain('data: {"isConnected":true}');
});

test('ends at once when its session ended before it listened', async () => {
  expect(await open({ lives: [false] }).said).toBe('retry: 2000\n\n');
});

test('ends when the browser goes', async () => {
  const { said, abort, listeners } = open();
  abort.abort();
  await said;
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
