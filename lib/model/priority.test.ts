import { expect, it } from 'vitest';
import { highestPriority, priorityOf } from './priority.ts';

const even = (gain: number) => ({ code: 'even-load', facts: { gain } }) as const;

it.each([
  [0.02, 2],
  [0.005, 2],
  [0.004, 3],
  [0.002, 4],
  [0.0005, 5],
  [0.0001, 5],
])('of a move that gains %d is %d, the aggressiveness that makes it', (gain, priority) => {
  expect(priorityOf(even(gain))).toBe(priority);
});

it('is 1 for what must be done, and for a plan with one of it', () => {
  const relief = { code: 'cpu-overload', facts: {} } as const;
  expect(priorityOf(relief)).toBe(1);
  expect(priorityOf({ code: 'repair-rule', facts: {} })).toBe(1);
  expect(highestPriority([{ reason: even(0.002) }, { reason: relief }])).toBe(1);
  expect(highestPriority([{ reason: even(0.002) }, { reason: even(0.004) }])).toBe(3);
});
