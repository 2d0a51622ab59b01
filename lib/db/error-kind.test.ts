import { expect, test } from 'vitest';
import { isDatabaseUnavailable, isStoreFull } from './error-kind.ts';

const words = 'could not extend file "base/5/1259": No space left on device';

test.each([
  ['as PostgreSQL says it', Object.assign(new Error(words), { code: '53100' })],
  [
    'behind another error',
    new Error('the transaction failed', { cause: Object.assign(new Error('x'), { code: '53100' }) }),
  ],
  ['in words only', new Error(`Invalid invocation: ${words}`)],
  ['as the system says it', Object.assign(new Error('write'), { code: 'ENOSPC' })],
])('a full disk is recognized, %s', (_, error) => {
  expect(isStoreFull(error)).toBe(true);
  expect(isDatabaseUnavailable(error)).toBe(false);
});

test.each([new Error('connect ECONNREFUSED 127.0.0.1:5432'), new Error('unique constraint'), null, '53100'])(
  '%s is not a full disk',
  (error) => {
    expect(isStoreFull(error)).toBe(false);
  },
);

test.each([
  'cannot execute UPDATE in a read-only transaction',
  'cannot execute LISTEN during recovery',
  'the database system is not yet accepting connections',
  'the database system is in recovery mode',
  'timeout exceeded when trying to connect',
  'terminating connection due to administrator command',
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
])('a server that takes over is waited for: %s', (message) => {
  expect(isDatabaseUnavailable(new Error(`Invalid invocation: ${message}`))).toBe(true);
  expect(isDatabaseUnavailable(new Error('a request failed', { cause: new Error(message) }))).toBe(true);
});

test.each(['25006', '57P01', '57P03', 'EHOSTUNREACH', 'EPIPE'])('so is one that says %s', (code) => {
  expect(isDatabaseUnavailable(Object.assign(new Error('x'), { code }))).toBe(true);
});

test.each(['unique constraint', 'permission denied for table move', 'deadlock detected'])(
  'trying again would not help: %s',
  (message) => expect(isDatabaseUnavailable(new Error(message))).toBe(false),
);
