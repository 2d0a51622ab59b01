import { expect, it } from 'vitest';
import { formatTimes, formatWeekdays, weekdayName } from './weekly.ts';

it.each([
  [[0, 1, 2, 3, 4, 5, 6], ''],
  [[5, 4, 3, 2, 1], 'Mon–Fri'],
  [[6, 0], 'Sat, Sun'],
  [[0, 5, 6], 'Fri–Sun'],
  [[1, 3, 4, 5, 0], 'Mon, Wed–Fri, Sun'],
  [[2], 'Tue'],
])('says the days %j as "%s"', (days, expected) => {
  expect(formatWeekdays(days, 'en')).toBe(expected);
});

it('says days and times in Japanese', () => {
  expect(formatWeekdays([1, 2, 3, 6], 'ja')).toBe('月～水、土');
  expect(formatTimes({ days: [1], from: '22:00', to: '06:00' }, 'ja')).toBe('22:00～06:00');
  expect(weekdayName(0, 'en', 'long')).toBe('Sunday');
});
