import { expect, test } from 'vitest';
import { formatLink } from './link.ts';

test('formats the speed of a link in the usual unit', () => {
  expect(formatLink(100, 'en')).toBe('100\u202fMbit/s');
  expect(formatLink(1000, 'en')).toBe('1\u202fGbit/s');
  expect(formatLink(25_000, 'en')).toBe('25\u202fGbit/s');
});
