import { expect, it } from 'vitest';
import { present } from './present.ts';

it('returns an existing value, even if it is 0, empty or false', () => {
  expect([present(0, 'a number'), present('', 'a name'), present(false, 'an answer')]).toEqual([
    0,
    '',
    false,
  ]);
});

it.each([null, undefined])('throws for %s, with the name of the missing value', (value) => {
  expect(() => present(value, 'host h1')).toThrow('missing: host h1');
});
