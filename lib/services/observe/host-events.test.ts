import { expect, it } from 'vitest';
import { hostEvents } from './host-events.ts';

const at = new Date('2026-11-29T12:00:00Z');
const host = {
  id: 'h1',
  clusterId: 'c1',
  name: 'kvm-01',
  lastSampleAt: at,
  connection: 'up',
  overloadedSince: null,
} as const;
const codes = (before: object, now: object) =>
  hostEvents([{ ...host, ...before }], [{ ...host, ...now }]).map(({ code }) => code);

it('reports a host that no longer answers, once', () => {
  expect(codes({}, { connection: 'down' })).toEqual(['silent']);
  expect(codes({ connection: 'down' }, { connection: 'unknown' })).toEqual([]);
});

it('reports a host that answers again, but not a new host', () => {
  expect(codes({ connection: 'unknown' }, {})).toEqual(['back']);
  expect(codes({ connection: 'unknown', lastSampleAt: null }, {})).toEqual([]);
});

it('reports an overload when it begins', () => {
  expect(codes({}, { overloadedSince: at })).toEqual(['overloaded']);
  expect(codes({ overloadedSince: at }, { overloadedSince: at })).toEqual([]);
});

it('contains the name of the host, because events outlive it', () => {
  expect(hostEvents([host], [{ ...host, connection: 'down' }])).toEqual([
    { topic: 'host', code: 'silent', clusterId: 'c1', subject: { hostId: 'h1' }, facts: { host: 'kvm-01' } },
  ]);
});
