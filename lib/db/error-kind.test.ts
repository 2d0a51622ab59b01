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
