import { describe, expect, it } from 'vitest';
import { sparkPath } from './spark-path.ts';

const box = { width: 100, height: 20, max: 100 };

describe('sparkPath', () => {
  it('spreads points over the width and turns the axis up', () => {
    expect(sparkPath([0, 50, 100], box)).toBe('M0 20L50 10L100 0');
  });
  it('draws no line across a gap', () => {
    expect(sparkPath([10, 10, null, 20, 20], box)).toBe('M0 18L25 18M75 16L100 16');
  });
  it('draws a single point as a dot, inside the box', () => {
    expect(sparkPath([null, 140, null], box)).toBe('M50 0h0.5');
    expect(sparkPath([null, null], box)).toBe('');
  });
});
