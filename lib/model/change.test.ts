import { expect, it } from 'vitest';
import {
  isWanted,
  joinSubscriptions,
  parseAnnouncement,
  parseQuery,
  subscribeTo,
  toQuery,
} from './change.ts';

const page = subscribeTo(['host', 'sample'], ['b', 'a']);
const frame = subscribeTo(['host', 'audit'], 'all');

it('includes the changes of its topics, restricted to its clusters if they have one', () => {
  expect(isWanted(page, { topic: 'sample', clusterId: 'a' })).toBe(true);
  expect(isWanted(page, { topic: 'sample', clusterId: 'c' })).toBe(false);
  expect(isWanted(page, { topic: 'vm', clusterId: 'a' })).toBe(false);
  expect(isWanted(frame, { topic: 'host', clusterId: 'c' })).toBe(true);
  expect(isWanted(frame, { topic: 'audit', clusterId: null })).toBe(true);
});

it('merges several subscriptions', () => {
  expect(joinSubscriptions([page, frame])).toEqual({ host: 'all', sample: ['a', 'b'], audit: 'all' });
  expect(joinSubscriptions([])).toEqual({});
});

it('can be written into a query string and read back', () => {
  const joined = joinSubscriptions([page, frame]);
  expect(toQuery(joined)).toBe('host=all&sample=a,b&audit=all');
  expect(parseQuery(new URLSearchParams(toQuery(joined)))).toEqual(joined);
  expect(parseQuery(new URLSearchParams('own&since=x'))).toEqual({});
});

it('reads announcements of the database, and ignores unknown topics', () => {
  expect(parseAnnouncement('host c1')).toEqual({ topic: 'host', clusterId: 'c1' });
  expect(parseAnnouncement('audit')).toEqual({ topic: 'audit', clusterId: null });
  expect(parseAnnouncement('planet c1')).toBeNull();
});
