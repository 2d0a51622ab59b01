import { expect, it } from 'vitest';
import { present } from './present.ts';

it('hands on what is there, be it nothing much', () => {
  expect([present(0, 'a number'), present('', 'a name'), present(false, 'an answer')]).toEqual([
    0,
    '',
    false,
  ]);
});

it.each([null, undefined])('names what is missing instead of handing on %s', (value) => {
  expect(() => present(value, 'host h1')).toThrow('missing: host h1');
});
