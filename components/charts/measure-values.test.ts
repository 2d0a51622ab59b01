import { expect, it } from 'vitest';
import { formatMeasure, topOf } from './measure-values.ts';

it('ends an axis at a round value above all others, and a percentage not below 100', () => {
  expect(topOf(34, 'percent')).toBe(100);
  expect(topOf(130, 'percent')).toBe(130);
  expect(topOf(0, 'MiB/s')).toBe(1);
  expect(topOf(0.03, 'cores')).toBeCloseTo(0.05, 9);
  expect(topOf(13, 'MiB/s')).toBe(20);
  expect(topOf(70, 'cores')).toBe(100);
  expect(topOf(5000, 'MiB')).toBe(8192);
});

it('writes a value in its unit, and an unknown one as such', () => {
  expect(formatMeasure(3.5, 'MiB/s', 'en')).toBe('3.5\u00a0MiB/s');
  expect(formatMeasure(2048, 'MiB', 'en')).toBe('2\u00a0GiB');
  expect(formatMeasure(null, 'percent', 'en')).toBe('-');
});
