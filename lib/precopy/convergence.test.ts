import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConvergenceInput, converges, explainDeadlock, WRITE_MARGIN } from './convergence.ts';

const busy: ConvergenceInput = {
  dirtyMiBps: 200,
  workingSetMiB: 900,
  bandwidthMiBps: 100,
  downtimeLimitMs: 300,
};

const anyInput = fc.record({
  dirtyMiBps: fc.double({ min: 0, max: 3000, noNaN: true }),
  workingSetMiB: fc.double({ min: 0, max: 16_384, noNaN: true }),
  pattern: fc.constantFrom('random' as const, 'sweep' as const),
  bandwidthMiBps: fc.double({ min: 0.1, max: 3000, noNaN: true }),
  downtimeLimitMs: fc.integer({ min: 10, max: 1000 }),
});

/** Most of these do not converge. */
const hopeless = anyInput.map((input) => ({
  ...input,
  dirtyMiBps: 200 + input.dirtyMiBps,
  workingSetMiB: 100 + input.workingSetMiB,
  bandwidthMiBps: 0.1 + input.bandwidthMiBps / 20,
}));

describe('converges', () => {
  it('requires the VM to write more slowly than the copy runs, with a margin', () => {
    expect(converges(busy)).toBe(false);
    expect(converges({ ...busy, dirtyMiBps: 80 })).toBe(true);
    expect(converges({ ...busy, dirtyMiBps: 95 })).toBe(false);
  });

  it('is true at any dirty rate if the working set fits into the pause', () => {
    expect(converges({ ...busy, dirtyMiBps: 5000, workingSetMiB: 20 })).toBe(true);
  });

  it('is cautious with a VM that may write faster than was observed', () => {
    const seen = { ...busy, dirtyMiBps: 20 };
    expect(converges(seen)).toBe(true);
    expect(converges({ ...seen, hidden: { dirtyMiBps: 1e5, workingSetMiB: 60 } })).toBe(false);
    expect(converges({ ...seen, hidden: { dirtyMiBps: 1e5, workingSetMiB: 20 } })).toBe(true);
  });

  it('never changes from true to false with more bandwidth or a longer pause', () => {
    const more = fc.double({ min: 1, max: 50, noNaN: true });
    fc.assert(
      fc.property(anyInput, more, (input, factor) => {
        fc.pre(converges(input));
        expect(converges({ ...input, bandwidthMiBps: input.bandwidthMiBps * factor })).toBe(true);
        expect(converges({ ...input, downtimeLimitMs: input.downtimeLimitMs * factor })).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never changes from false to true with a higher dirty rate or a larger working set', () => {
    const more = fc.double({ min: 1, max: 50, noNaN: true });
    fc.assert(
      fc.property(hopeless, more, (input, factor) => {
        fc.pre(!converges(input));
        expect(converges({ ...input, dirtyMiBps: input.dirtyMiBps * factor })).toBe(false);
        expect(converges({ ...input, workingSetMiB: input.workingSetMiB * factor })).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('explainDeadlock', () => {
  it('returns nothing for a VM that converges', () => {
    expect(explainDeadlock({ ...busy, dirtyMiBps: 20 })).toBeNull();
  });

  it('gives a bandwidth or a pause that would be enough', () => {
    fc.assert(
      fc.property(hopeless, (input) => {
        const found = explainDeadlock(input);
        fc.pre(found !== null);
        if (found === null) return;
        const { bandwidthMiBps, pauseMs } = found.waysOut;
        expect(converges({ ...input, bandwidthMiBps: bandwidthMiBps * (1 + 1e-6) })).toBe(true);
        if (pauseMs !== null) expect(converges({ ...input, downtimeLimitMs: pauseMs })).toBe(true);
        expect(found.restMiB).toBeGreaterThan(found.fitsMiB);
      }),
      { numRuns: 1000 },
    );
  });

  it('requires no more than the margin above the dirty rate', () => {
    const found = explainDeadlock(busy);
    expect(found?.waysOut.bandwidthMiBps).toBeLessThanOrEqual(200 * WRITE_MARGIN + 1e-6);
    expect(found?.waysOut.pauseMs).toBeGreaterThan(300);
  });
});
