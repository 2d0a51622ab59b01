import { expect, it } from 'vitest';
import { formatRanges } from './number-ranges.ts';

it.each([
  [[], ''],
  [[5], '5'],
  [[3, 2, 1, 0], '0–3'],
  [[0, 1, 4, 6, 7, 7, 10], '0–1, 4, 6–7, 10'],
])('writes %j as ranges', (numbers, text) => {
  expect(formatRanges(numbers)).toBe(text);
});
