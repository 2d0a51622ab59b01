import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dirtiedMiB, dirtyRateFrom } from './writes.ts';

const amount = fc.double({ min: 0.1, max: 1e5, noNaN: true });

describe('dirtiedMiB', () => {
  it('grows with the dirty rate at first and ends at the working set', () => {
    expect(dirtiedMiB(10, 1000, 1)).toBeCloseTo(9.95, 2);
    expect(dirtiedMiB(10, 1000, 1e6)).toBeCloseTo(1000, 6);
    expect(dirtiedMiB(0, 1000, 10)).toBe(0);
    expect(dirtiedMiB(10, 0, 10)).toBe(0);
  });

  it('writes no page twice before it has written all of them, if it writes in sequence', () => {
    expect(dirtiedMiB(10, 1000, 60, 'sweep')).toBe(600);
    expect(dirtiedMiB(10, 1000, 120, 'sweep')).toBe(1000);
  });

  it('is never less in sequence than at random', () => {
    fc.assert(
      fc.property(amount, amount, amount, (dirty, set, seconds) => {
        const inTurn = dirtiedMiB(dirty, set, seconds, 'sweep');
        expect(dirtiedMiB(dirty, set, seconds)).toBeLessThanOrEqual(inTurn * (1 + 1e-9));
      }),
    );
  });
});

describe('dirtyRateFrom', () => {
  it('recovers the dirty rate from the dirtied amount', () => {
    for (const pattern of ['random', 'sweep'] as const) {
      const found = dirtyRateFrom(dirtiedMiB(12, 128, 4, pattern), 4, { workingSetMiB: 128, pattern });
      expect(found).toBeCloseTo(12, 6);
    }
  });

  it('returns nothing once the whole working set is dirty', () => {
    expect(dirtyRateFrom(128, 60, { workingSetMiB: 128, pattern: 'sweep' })).toBeNull();
  });
});
