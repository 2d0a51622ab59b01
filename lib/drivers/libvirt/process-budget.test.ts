import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProcessBudget, type Place } from './process-budget.ts';

describe('the processes of all hosts together', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function takeAll(most: number) {
    const budget = createProcessBudget(most);
    const places: Place[] = [];
    for (let i = 0; i < most; i++) {
      const place = await budget.take(0);
      if (place !== null) places.push(place);
    }
    expect(places).toHaveLength(most);
    return { budget, places };
  }

  it('are never more than the limit: the next waits until one ends, or until its time is over', async () => {
    const { budget, places } = await takeAll(2);
    const outcomes: string[] = [];
    void budget.take(1000).then((place) => outcomes.push(`first ${place !== null}`));
    void budget.take(1000).then((place) => outcomes.push(`second ${place !== null}`));
    await vi.advanceTimersByTimeAsync(500);
    expect(outcomes).toEqual([]);
    places[0]?.release();
    places[0]?.release(); // ended once
    await vi.advanceTimersByTimeAsync(0);
    expect(outcomes).toEqual(['first true']);
    await vi.advanceTimersByTimeAsync(500);
    expect(outcomes).toEqual(['first true', 'second false']);
  });

  it('give way while they are idle, the longest idle first, and not while they are used', async () => {
    const { budget, places } = await takeAll(3);
    const ended: number[] = [];
    for (const [n, place] of places.entries())
      place.lend(() => {
        ended.push(n);
        place.release();
      });
    places[0]?.reclaim();
    expect(await budget.take(1000)).not.toBeNull();
    expect(ended).toEqual([1]);
    expect(await budget.take(1000)).not.toBeNull();
    expect(ended).toEqual([1, 2]);
    const third = budget.take(1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await third).toBeNull();
  });

  it('that only listen have a quarter of the places', () => {
    const budget = createProcessBudget(8);
    const listeners = [1, 2, 3].map(() => budget.takeForListener());
    expect(listeners.map((place) => place !== null)).toEqual([true, true, false]);
    listeners[0]?.release();
    expect(budget.takeForListener()).not.toBeNull();
  });
});
