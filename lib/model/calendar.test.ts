import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, isOpen, nextChange, nextOpening } from './calendar.ts';
import type { WeeklyInterval } from './weekly-interval.ts';

const every = [0, 1, 2, 3, 4, 5, 6];
const [SUNDAY, MONDAY, FRIDAY, SATURDAY] = [0, 1, 5, 6];
const interval = (days: number[], from: string, to: string): WeeklyInterval => ({ days, from, to });
const calendar = (more: Partial<Calendar>): Calendar => ({
  windows: [],
  blackouts: [],
  timeZone: 'UTC',
  ...more,
});
const at = (text: string) => new Date(text);
const openAt = (of: Calendar, ...times: string[]) => times.map((time) => isOpen(at(time), of));

describe('automation may act', () => {
  it('always without windows and blackouts', () => {
    expect(isOpen(at('2026-11-30T12:00Z'), calendar({}))).toBe(true);
    expect(nextOpening(at('2026-11-30T12:00Z'), calendar({}))).toEqual(at('2026-11-30T12:00Z'));
    expect(nextChange(at('2026-11-30T12:00Z'), calendar({}))).toBeNull();
  });

  it('from the first minute of a window to the last, and not in its end', () => {
    const nights = calendar({ windows: [interval([MONDAY], '01:00', '02:00')] });
    expect(
      openAt(
        nights,
        '2026-11-30T00:59:59Z',
        '2026-11-30T01:00Z',
        '2026-11-30T01:59:59.999Z',
        '2026-11-30T02:00Z',
      ),
    ).toEqual([false, true, true, false]);
    expect(openAt(nights, '2026-12-01T01:30Z')).toEqual([false]);
  });

  it('past midnight if a window ends no later than it begins, also past the end of the week', () => {
    const weekend = calendar({ windows: [interval([SATURDAY], '22:00', '06:00')] });
    expect(
      openAt(weekend, '2026-11-28T21:59Z', '2026-11-28T22:00Z', '2026-11-29T05:59Z', '2026-11-29T06:00Z'),
    ).toEqual([false, true, true, false]);
    const wholeDay = calendar({ windows: [interval([FRIDAY], '08:00', '08:00')] });
    expect(openAt(wholeDay, '2026-11-27T07:59Z', '2026-11-27T08:00Z', '2026-11-28T07:59Z')).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('not within a blackout, even in a window', () => {
    const of = calendar({
      windows: [interval(every, '20:00', '06:00')],
      blackouts: [interval([SUNDAY], '00:00', '00:00')],
    });
    expect(
      openAt(of, '2026-11-28T23:59Z', '2026-11-29T00:00Z', '2026-11-29T23:59Z', '2026-11-30T00:00Z'),
    ).toEqual([true, false, false, true]);
    expect(nextOpening(at('2026-11-29T03:00Z'), of)).toEqual(at('2026-11-30T00:00Z'));
  });

  it('by the clocks of its zone', () => {
    const windows = [interval([MONDAY], '01:00', '05:00')];
    // Monday 01:00 in Kolkata (+05:30) is Sunday 19:30 in UTC; in Honolulu (-10:00) it is Monday 11:00
    expect(
      openAt(calendar({ windows, timeZone: 'Asia/Kolkata' }), '2026-11-29T19:29Z', '2026-11-29T19:30Z'),
    ).toEqual([false, true]);
    expect(
      openAt(calendar({ windows, timeZone: 'Pacific/Honolulu' }), '2026-11-30T10:59Z', '2026-11-30T11:00Z'),
    ).toEqual([false, true]);
  });

  it('never, if blackouts cover the windows', () => {
    const of = calendar({
      windows: [interval([MONDAY], '01:00', '02:00')],
      blackouts: [interval(every, '00:00', '03:00')],
    });
    expect(nextOpening(at('2026-11-30T01:30Z'), of)).toBeNull();
  });
});

describe('where clocks are changed', () => {
  // Berlin, 29 March 2026: 02:00 becomes 03:00 (01:00 UTC). 25 October 2026: 03:00 becomes 02:00 (01:00 UTC).
  const berlin = (from: string, to: string) =>
    calendar({ windows: [interval([SUNDAY], from, to)], timeZone: 'Europe/Berlin' });

  it('a window in the hour that is skipped does not occur that night', () => {
    const of = berlin('02:00', '03:00');
    expect(openAt(of, '2026-03-29T00:59Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z')).toEqual([
      false,
      false,
      false,
    ]);
    expect(nextOpening(at('2026-03-28T12:00Z'), of)).toEqual(at('2026-04-05T00:00Z'));
  });

  it('a window that begins in the hour that is skipped begins after it', () => {
    const of = berlin('02:30', '04:00');
    expect(nextOpening(at('2026-03-28T12:00Z'), of)).toEqual(at('2026-03-29T01:00Z'));
    expect(nextChange(at('2026-03-29T01:00Z'), of)).toEqual(at('2026-03-29T02:00Z'));
  });

  it('a window in the hour that is repeated is open both times', () => {
    const of = berlin('02:00', '03:00');
    expect(
      openAt(of, '2026-10-24T23:59Z', '2026-10-25T00:00Z', '2026-10-25T01:59Z', '2026-10-25T02:00Z'),
    ).toEqual([false, true, true, false]);
    expect(nextChange(at('2026-10-25T00:00Z'), of)).toEqual(at('2026-10-25T02:00Z'));
  });

  it('a window in a part of the repeated hour opens twice', () => {
    const of = berlin('02:15', '02:45');
    const edges = [at('2026-10-24T22:00Z')];
    for (let i = 0; i < 4; i++) edges.push(nextChange(edges.at(-1) ?? at(''), of) ?? at(''));
    expect(edges.slice(1).map((edge) => edge.toISOString())).toEqual([
      '2026-10-25T00:15:00.000Z',
      '2026-10-25T00:45:00.000Z',
      '2026-10-25T01:15:00.000Z',
      '2026-10-25T01:45:00.000Z',
    ]);
  });

  it('a blackout over the night is an hour shorter or longer', () => {
    const of = calendar({
      blackouts: [interval([SATURDAY], '22:00', '06:00')],
      timeZone: 'America/New_York',
    });
    const hours = (from: string) => {
      const start = nextChange(at(from), of) ?? at('');
      return ((nextOpening(start, of)?.getTime() ?? Number.NaN) - start.getTime()) / 3_600_000;
    };
    expect([hours('2026-03-07T12:00Z'), hours('2026-10-31T12:00Z'), hours('2026-11-28T12:00Z')]).toEqual([
      7, 9, 8,
    ]);
  });

  it('by half an hour, as on Lord Howe Island', () => {
    // 5 April 2026: 02:00 (+11) becomes 01:30 (+10:30), at 15:00 UTC the day before
    const of = calendar({ windows: [interval([SUNDAY], '01:30', '02:00')], timeZone: 'Australia/Lord_Howe' });
    expect(nextOpening(at('2026-04-04T12:00Z'), of)).toEqual(at('2026-04-04T14:30Z'));
    expect(nextChange(at('2026-04-04T14:30Z'), of)).toEqual(at('2026-04-04T15:30Z'));
  });
});

describe('the next change', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 });
  const time = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 1, 15, 30, 59) })
    .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const intervals = fc.array(fc.record({ days, from: time, to: time }), { maxLength: 3 });
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  const timeZone = fc.constantFrom(...zones);
  const dayOfChange = fc.constantFrom(
    '2026-03-08',
    '2026-03-28',
    '2026-04-04',
    '2026-10-03',
    '2026-10-24',
    '2026-11-01',
  );
  const calendars = fc.record({ windows: intervals, blackouts: intervals, timeZone });

  const spoken = { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const clockOf = new Map(
    zones.map((zone) => [zone, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...spoken })]),
  );

  /** What a clock on the wall shows, in words. */
  function isOpenByWords(ms: number, { windows, blackouts, timeZone }: Calendar): boolean {
    const words = clockOf.get(timeZone)?.format(ms) ?? '';
    const [day = '', clock = ''] = words.split(/,? (?:at )?/);
    const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    const today = names.indexOf(day);
    const isIn = ({ days, from, to }: WeeklyInterval) =>
      from < to
        ? days.includes(today) && from <= clock && clock < to
        : (days.includes(today) && from <= clock) || (days.includes((today + 6) % 7) && clock < to);
    return (windows.length === 0 || windows.some(isIn)) && !blackouts.some(isIn);
  }

  it('is the one that a walk from minute to minute finds', () => {
    fc.assert(
      fc.property(calendars, dayOfChange, fc.integer({ min: 0, max: 1439 }), (of, day, minute) => {
        const from = Date.parse(`${day}T00:00Z`) + minute * 60_000;
        const isOpenNow = isOpenByWords(from, of);
        expect(isOpen(new Date(from), of)).toBe(isOpenNow);
        const end = from + 36 * 3_600_000;
        let walked = from + 60_000;
        while (walked < end && isOpenByWords(walked, of) === isOpenNow) walked += 60_000;
        const found = nextChange(new Date(from), of)?.getTime() ?? Number.POSITIVE_INFINITY;
        if (walked < end) expect(found).toBe(walked);
        else expect(found).toBeGreaterThanOrEqual(end);
      }),
      { seed: 14, numRuns: 60 },
    );
  });
});
