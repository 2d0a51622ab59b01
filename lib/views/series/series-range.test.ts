import { describe, expect, it } from 'vitest';
import { CHART_POINTS, LINE_POINTS, SeriesRange, windowOf, windowOfSpan } from './series-range.ts';

const clock = {
  now: new Date('2026-11-23T09:00:00Z'),
  intervalSeconds: 15,
  migrationSpeed: 1,
  isPast: false,
  notReady: null,
};

describe('a window', () => {
  it('has at most as many points as asked for, and not much fewer', () => {
    for (const range of SeriesRange.options) {
      const { from, to, bucketSeconds } = windowOf(range, clock, CHART_POINTS);
      const points = (to.getTime() - from.getTime()) / 1000 / bucketSeconds;
      expect([range, points <= CHART_POINTS, points >= CHART_POINTS / 2]).toEqual([range, true, true]);
    }
    expect(windowOf('1h', clock, LINE_POINTS).bucketSeconds).toBe(60);
  });

  it('has no buckets shorter than the sample interval', () => {
    expect(windowOf('1h', { ...clock, intervalSeconds: 300 }, CHART_POINTS).bucketSeconds).toBe(300);
    expect(windowOf('1h', { ...clock, intervalSeconds: 1e6 }, CHART_POINTS).bucketSeconds).toBe(1e6);
  });

  it('of a span ends at the present, and is not too short to show anything', () => {
    const late = { from: new Date('2026-11-23T08:00:00Z'), to: new Date('2026-11-24T08:00:00Z') };
    expect(windowOfSpan(late, clock, CHART_POINTS).to).toEqual(clock.now);
    const short = { from: new Date('2026-11-23T08:00:00Z'), to: new Date('2026-11-23T08:00:01Z') };
    expect(windowOfSpan(short, clock, CHART_POINTS)).toEqual({
      from: new Date('2026-11-23T07:59:01Z'),
      to: short.to,
      bucketSeconds: 15,
    });
    const future = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2027-01-02T00:00:00Z') };
    expect(windowOfSpan(future, clock, CHART_POINTS).from).toEqual(new Date('2026-11-23T08:59:00Z'));
  });
});
