import { expect, it } from 'vitest';
import { isOverloaded, overBy } from './overload.ts';

const thresholds = { cpuThresholdPercent: 57, memoryThresholdPercent: 90 };

it('counts a host as overloaded above either threshold, but not at one', () => {
  expect(isOverloaded({ cpu: 0.57, memory: 0.9 }, thresholds)).toBe(false);
  expect(isOverloaded({ cpu: 0.5701, memory: 0 }, thresholds)).toBe(true);
  expect(isOverloaded({ cpu: 0, memory: 0.9001 }, thresholds)).toBe(true);
});

it('gives the excess as a fraction', () => {
  expect(overBy(0.95, 80)).toBeCloseTo(0.15, 12);
  expect(overBy(0.5, 80)).toBeLessThan(0);
});
