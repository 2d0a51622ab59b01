import { expect, it } from 'vitest';
import { believedNow } from './believed-now.ts';

const DAY_MS = 86_400_000;
const TODAY = Date.UTC(2026, 10, 23);
const NOW = new Date(TODAY + 9 * 3_600_000);
const day = (ago: number) => new Date(TODAY - ago * DAY_MS);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, i) => day(from + i));
const later = (count: number) => new Date(NOW.getTime() + count * DAY_MS);

it('is today if every day was measured, and unknown with fourteen days or fewer', () => {
  expect(believedNow(NOW, days(30))).toEqual(day(0));
  expect(believedNow(NOW, days(15))).toEqual(day(0));
  expect(believedNow(NOW, days(14))).toBeNull();
});

it.each([
  ['a week', 7],
  ['a year', 365],
])('advances by one day only, while the clock is ahead by %s', (_, ahead) => {
  // the day that the clock shows was measured as well
  expect(believedNow(later(ahead), [...days(30), day(-ahead)])).toEqual(day(-1));
});

it('goes back with a clock that is set back, and ignores days in the future', () => {
  expect(believedNow(later(-7), days(30))).toEqual(day(7));
  expect(believedNow(NOW, [...days(30), day(-365)])).toEqual(day(0));
});

it('does not count the days on which Ballast was off', () => {
  expect(believedNow(later(100), [...days(30), day(-100)])).toEqual(day(-1));
});
