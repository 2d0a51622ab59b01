import { expect, it } from 'vitest';
import { packSeries, percentPacking, spreadPacking, unpackSeries } from './packed-series.ts';

it('reads back what it packs, in a few characters a number', () => {
  const percents = [0, null, 88, 100, null, 254];
  expect(unpackSeries(packSeries(percents, percentPacking), percentPacking)).toEqual(percents);
  const spreads = [0, null, 0.103, 1.5, 65.534];
  expect(unpackSeries(packSeries(spreads, spreadPacking), spreadPacking)).toEqual(spreads);
  expect(
    packSeries(
      Array.from({ length: 60 }, () => null),
      percentPacking,
    ),
  ).toHaveLength(80);
});

it('rounds and clips what does not fit', () => {
  expect(unpackSeries(packSeries([79.6, 1200, -1], percentPacking), percentPacking)).toEqual([80, 254, 0]);
  expect(unpackSeries(packSeries([], spreadPacking), spreadPacking)).toEqual([]);
});
