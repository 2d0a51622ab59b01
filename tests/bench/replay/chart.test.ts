import { expect, test } from 'vitest';
import { spreadApart } from './chart.ts';

test('labels are in the order of their lines and do not overlap', () => {
  const placed = spreadApart([
    { text: 'c', at: 100 },
    { text: 'a', at: 40 },
    { text: 'b', at: 41 },
  ]);
  expect(placed.map(({ text, at }) => [text, at])).toEqual([
    ['a', 40],
    ['b', 54],
    ['c', 100],
  ]);
});
