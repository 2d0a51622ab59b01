import { describe, expect, it } from 'vitest';
import { breakAtGaps, findGaps } from './gaps.ts';
import { timeTicks, zoneOffsetMs } from './time-ticks.ts';

const hour = 3_600_000;

describe('timeTicks', () => {
  const to = Date.parse('2026-11-24T14:32:00Z');
  it('puts ticks on full hours of the viewer\u2019s clock', () => {
    const ticks = timeTicks({ from: to - 24 * hour, to, timeZone: 'Asia/Kolkata', most: 5 });
    expect(ticks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '18:30',
      '00:30',
      '06:30',
      '12:30',
    ]);
  });
  it('puts ticks on the midnights of a week', () => {
    const ticks = timeTicks({ from: to - 7 * 24 * hour, to, timeZone: 'Asia/Tokyo', most: 7 });
    expect(ticks).toHaveLength(7);
    expect(ticks.every((at) => (at + 9 * hour) % (24 * hour) === 0)).toBe(true);
  });
  it('knows the offset of a zone', () => {
    expect(zoneOffsetMs(to, 'Asia/Tokyo')).toBe(9 * hour);
    expect(zoneOffsetMs(to + 123, 'UTC')).toBe(0);
    expect(zoneOffsetMs(to, 'America/New_York')).toBe(-5 * hour);
  });
});

describe('gaps', () => {
  const points = [0, 10, 20, 60, 70].map((at) => ({ at, value: at as number | null }));
  const isKnown = (point: { value: number | null }) => point.value !== null;
  it('breaks the line where points are missing', () => {
    const broken = breakAtGaps(points, 10, (at) => ({ at, value: null }));
    expect(broken.map(({ at, value }) => [at, value])).toEqual([
      [0, 0],
      [10, 10],
      [20, 20],
      [30, null],
      [60, 60],
      [70, 70],
    ]);
  });
  it('names gaps inside and at both ends', () => {
    expect(findGaps(points, { from: 0, to: 70, stepMs: 10, isKnown })).toEqual([{ from: 20, to: 60 }]);
    expect(findGaps(points, { from: -50, to: 100, stepMs: 10, isKnown })).toEqual([
      { from: -50, to: 0 },
      { from: 20, to: 60 },
      { from: 70, to: 100 },
    ]);
    expect(findGaps([], { from: 0, to: 100, stepMs: 10, isKnown })).toEqual([{ from: 0, to: 100 }]);
  });
});
