import { expect, it } from 'vitest';
import { valueFor } from './value-for.ts';

const names = new Map([
  ['h1', 'kvm-01'],
  ['', 'nobody'],
]);

it('finds the value of a key, of an empty one too', () => {
  expect(valueFor(names, 'h1')).toBe('kvm-01');
  expect(valueFor(names, '')).toBe('nobody');
});

it('finds nothing without a key, or for a key without a value', () => {
  expect([null, undefined, 'h2'].map((key) => valueFor(names, key))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
