import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ChangeListener } from '../db/listen.ts';
import { subscribeTo } from '../model/change.ts';
import { ChangeHub, type HubMessage } from './change-hub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  let database: ChangeListener | undefined;
  const hub = new ChangeHub((listener) => {
    database = listener;
  });
  database?.onConnection?.(true);
  const change = (topic: 'host' | 'sample', clusterId: string) => database?.onChange({ topic, clusterId });
  const listen = (cluster: string, since?: string) => {
    const received: HubMessage[] = [];
    const subscription = subscribeTo(['host', 'sample'], [cluster]);
    hub.subscribe({ subscription, since, receive: (message) => received.push(message) });
    return received;
  };
  return { hub, change, listen, database };
}

it('sends each listener the changes that it subscribed to, once for all that happened together', () => {
  const { change, listen } = start();
  const [a, b] = [listen('a'), listen('b')];
  change('sample', 'a');
  change('sample', 'a');
  change('host', 'a');
  vi.advanceTimersByTime(250);
  expect(a).toEqual([
    {
      type: 'change',
      changes: [
        { topic: 'sample', clusterId: 'a' },
        { topic: 'host', clusterId: 'a' },
      ],
    },
  ]);
  expect(b).toEqual([]);
});

it('reports changes between the rendering of a page and its subscription, if the page shows them', () => {
  const { hub, change, listen } = start();
  const before = hub.mark();
  change('sample', 'a');
  const after = hub.mark();
  expect(listen('a', before)).toEqual([{ type: 'missed' }]);
  expect(listen('b', before)).toEqual([]);
  expect(listen('a', after)).toEqual([]);
});

it('reports missed changes after the database was lost, or for a mark of another process', () => {
  const { hub, listen, database } = start();
  const before = hub.mark();
  database?.onConnection?.(false);
  expect(listen('a', before)).toEqual([{ type: 'missed' }]);
  database?.onConnection?.(true);
  expect(listen('a', before)).toEqual([{ type: 'missed' }]);
  expect(listen('a', hub.mark())).toEqual([]);
  expect(listen('a', start().hub.mark())).toEqual([{ type: 'missed' }]);
});
