import { describe, expect, it } from 'vitest';
import { smooth } from './smooth.ts';

describe('smooth', () => {
  it('starts with the first value', () => {
    expect(smooth(null, 400, 15, 60)).toBe(400);
  });

  it('reaches 63 % of a step after one time constant, in one long interval or in many short ones', () => {
    const inOne = smooth(0, 100, 120, 120);
    let inMany: number | null = 0;
    for (let i = 0; i < 8; i++) inMany = smooth(inMany, 100, 15, 120);
    expect(inOne).toBeCloseTo(63.2, 1);
    expect(inMany).toBeCloseTo(inOne ?? 0, 9);
  });

  it('keeps its value when nothing was measured', () => {
    expect(smooth(250, null, 15, 60)).toBe(250);
    expect(smooth(null, null, 15, 60)).toBeNull();
  });

  it('ignores samples that go back in time', () => {
    expect(smooth(250, 900, -5, 60)).toBe(250);
  });
});
