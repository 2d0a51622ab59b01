import { describe, expect, it } from 'vitest';
import { expectSeries, meanError, SLOTS_PER_DAY } from './seasonal.ts';

/** Four cores from nine to five, half a core otherwise; on weekends (days 5 and 6) only the half. */
const office = (slot: number): number => {
  const hour = (slot % SLOTS_PER_DAY) / 4;
  const isWeekend = Math.floor(slot / SLOTS_PER_DAY) % 7 >= 5;
  return !isWeekend && hour >= 9 && hour < 17 ? 4 : 0.5;
};
const noise = (slot: number): number => 0.2 * (((slot * 7919) % 101) / 50 - 1);
const series = (days: number, valueAt: (slot: number) => number): Float64Array =>
  Float64Array.from({ length: Math.round(days * SLOTS_PER_DAY) }, (_, slot) => valueAt(slot));

describe('the forecast of a series', () => {
  it('expects the rise at nine on a working day, and none on a weekend', () => {
    const history = series(28 + 8 / 24, (slot) => office(slot) + noise(slot)); // Monday, 08:00
    const { ahead } = expectSeries(history, SLOTS_PER_DAY);
    expect(ahead[3]).toBeLessThan(1);
    expect(ahead[4]).toBeGreaterThan(3.7);
    const friday = series(26, office); // Saturday, 00:00
    expect(Math.max(...expectSeries(friday, SLOTS_PER_DAY).ahead)).toBeLessThan(1);
  });

  it('is better than persistence where a pattern repeats, and says by how much it was wrong', () => {
    const { errors, persistence } = expectSeries(
      series(28, (slot) => office(slot) + noise(slot)),
      4,
    );
    expect(meanError(errors).count).toBe(7 * SLOTS_PER_DAY);
    expect(meanError(errors).mean).toBeLessThan(0.2);
    expect(meanError(persistence).mean).toBeGreaterThan(0.2);
  });

  it('is worse than persistence for a series that wanders without a pattern', () => {
    let level = 4;
    const wander = series(28, (slot) => {
      level = Math.max(0, level + (((slot * 104_729) % 997) / 498.5 - 1) * 0.4);
      return level;
    });
    const { errors, persistence } = expectSeries(wander, 4);
    expect(meanError(errors).mean).toBeGreaterThan(meanError(persistence).mean);
  });

  it('follows a level that has changed, and forgets the change within hours', () => {
    const raised = series(14, (slot) => office(slot) + (slot >= 14 * SLOTS_PER_DAY - 8 ? 2 : 0));
    const { ahead } = expectSeries(raised, SLOTS_PER_DAY);
    expect((ahead[0] ?? 0) - office(0)).toBeCloseTo(2 * 2 ** (-1 / 16), 5);
    expect((ahead[32] ?? 0) - office(32)).toBeLessThan(0.5);
  });

  it('uses the same time of day while there are fewer than three weeks, and nothing below three days', () => {
    const { ahead } = expectSeries(
      series(4, () => 1),
      8,
    );
    expect([...ahead]).toEqual(new Array(8).fill(1));
    const young = expectSeries(
      series(2, () => 1),
      8,
    );
    expect(young.ahead.every(Number.isNaN)).toBe(true);
    expect(meanError(young.errors).count).toBe(0);
  });

  it('knows nothing of gaps, and uses only what was known', () => {
    const gaps = series(14, (slot) => (slot % SLOTS_PER_DAY < 8 ? Number.NaN : 1));
    expect(expectSeries(gaps, 4).ahead.every(Number.isNaN)).toBe(true);
    const jump = series(14, (slot) => (slot >= 14 * SLOTS_PER_DAY - 4 ? 9 : 1));
    // the four slots of the jump are forecast an hour before, when nothing showed it
    expect([...expectSeries(jump, 0).errors.slice(-4)]).toEqual([8, 8, 8, 8]);
  });
});
