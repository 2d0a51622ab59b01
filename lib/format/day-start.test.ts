import { describe, expect, it } from 'vitest';
import { addDays, dayStart } from './day-start.ts';

describe('dayStart', () => {
  it.each([
    ['2026-11-24', 'UTC', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24', 'Asia/Tokyo', '2026-11-23T15:00:00.000Z'],
    ['2026-11-24', 'America/New_York', '2026-11-24T05:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-11-24', 'Pacific/Kiritimati', '2026-11-23T10:00:00.000Z'],
    ['2026-11-24', 'Asia/Kolkata', '2026-11-23T18:30:00.000Z'],
    // the clocks went from 23:59 to 01:00, so this day has no midnight
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('finds the beginning of %s in %s', (day, timeZone, expected) => {
    expect(dayStart(day, timeZone)?.toISOString()).toBe(expected);
  });

  it.each(['', 'today', '2026-13-01', '2026-06-31', '2026-1-1', '20261124'])(
    'returns nothing for the invalid day %j',
    (day) => {
      expect(dayStart(day, 'UTC')).toBeNull();
    },
  );
});

describe('addDays', () => {
  it.each([
    ['2026-11-30', 1, '2026-12-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-24', -6, '2026-11-18'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected);
  });
});
