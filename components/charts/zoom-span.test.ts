import { expect, it } from 'vitest';
import { spanBetween } from './zoom-span.ts';

const day = { from: 1_000_000_000_000, to: 1_000_086_400_000 };

it('is what was dragged over, in either direction', () => {
  const expected = { from: 1_000_021_600, to: 1_000_043_200 };
  expect(spanBetween({ begin: 0.25, end: 0.5 }, day)).toEqual(expected);
  expect(spanBetween({ begin: 0.5, end: 0.25 }, day)).toEqual(expected);
});

it('is nothing for a click', () => {
  expect(spanBetween({ begin: 0.4, end: 0.405 }, day)).toBeNull();
});
