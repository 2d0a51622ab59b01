import { expect, it } from 'vitest';
import { isPlanDue } from './plan-due.ts';

const now = new Date('2026-11-25T08:00:00Z');
const after = (seconds: number) =>
  isPlanDue({ now, lastPlannedAt: new Date(now.getTime() - seconds * 1000) });

it('a cluster is planned once a minute, at first at once, and at once if a clock was ahead', () => {
  expect([after(15), after(59), after(60), after(-5)]).toEqual([false, false, true, true]);
  expect(isPlanDue({ now, lastPlannedAt: null })).toBe(true);
});
