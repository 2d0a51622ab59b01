import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converges } from './convergence.ts';
import { nextRound, type PrecopyInput, predictLive, predictQuick } from './predict.ts';

const idle: PrecopyInput = {
  touchedMiB: 1000,
  dirtyMiBps: 0,
  workingSetMiB: 0,
  bandwidthMiBps: 100,
  downtimeLimitMs: 300,
  fixedSeconds: 1,
};

/** From a small guest on a capped link to a large one on a fast link. */
const anyInput = fc.record({
  touchedMiB: fc.double({ min: 16, max: 65_536, noNaN: true }),
  dirtyMiBps: fc.double({ min: 0, max: 3000, noNaN: true }),
  workingSetMiB: fc.double({ min: 0, max: 16_384, noNaN: true }),
  pattern: fc.constantFrom('random' as const, 'sweep' as const),
  bandwidthMiBps: fc.double({ min: 1, max: 3000, noNaN: true }),
  downtimeLimitMs: fc.integer({ min: 10, max: 1000 }),
  fixedSeconds: fc.double({ min: 0, max: 5, noNaN: true }),
});

describe('predictLive', () => {
  it('checks the remaining amount before everything is copied, and leaves that amount to the pause', () => {
    const { converges: ends, seconds, downtimeMs, rounds, transferredMiB } = predictLive(idle);
    expect({ ends, rounds }).toEqual({ ends: true, rounds: 1 });
    expect(seconds).toBeCloseTo(11, 6);
    expect(downtimeMs).toBeLessThanOrEqual(300);
    expect(transferredMiB).toBeCloseTo(1000 * (1 + 8 / 4096), 6);
  });

  it('needs more rounds, time and data the more the VM writes', () => {
    const slow = predictLive({ ...idle, dirtyMiBps: 20, workingSetMiB: 500 });
    const fast = predictLive({ ...idle, dirtyMiBps: 60, workingSetMiB: 500 });
    expect(slow.converges && fast.converges).toBe(true);
    expect(slow.downtimeMs).toBeLessThanOrEqual(300);
    expect(fast.rounds).toBeGreaterThan(slow.rounds);
    expect(fast.seconds).toBeGreaterThan(slow.seconds);
    expect(fast.transferredMiB).toBeGreaterThan(slow.transferredMiB);
  });

  it('matches a measured guest that wrote 12 MiB/s in sequence to 128 MiB, copied at 20 MiB/s', () => {
    const real = { touchedMiB: 184.6, dirtyMiBps: 12.1, workingSetMiB: 128, pattern: 'sweep' as const };
    const { seconds, transferredMiB, rounds } = predictLive({
      ...real,
      bandwidthMiBps: 19.85,
      pauseMiBps: 150,
      downtimeLimitMs: 300,
      fixedSeconds: 0.77,
      handOverMs: 30,
    });
    // measured: 23.8 s, 463 MiB, 13 rounds
    expect(Math.abs(seconds / 23.8 - 1)).toBeLessThan(0.06);
    expect(Math.abs(transferredMiB / 463 - 1)).toBeLessThan(0.06);
    expect(Math.abs(rounds - 13)).toBeLessThanOrEqual(3);
  });

  it('is the sum of the data of its rounds', () => {
    const input = { ...idle, dirtyMiBps: 40, workingSetMiB: 400 };
    const prediction = predictLive(input);
    let round = nextRound(input, null);
    let copied = round.copiedMiB;
    while (round.round < prediction.rounds) {
      round = nextRound(input, round);
      copied += round.copiedMiB;
    }
    expect(prediction.restMiB).toBe(round.remainingMiB);
    expect(prediction.transferredMiB).toBeCloseTo((copied + round.remainingMiB) * (1 + 8 / 4096), 6);
  });

  it('copies all touched memory, and no faster than the bandwidth', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { transferredMiB, seconds, restMiB } = predictLive(input);
        expect(transferredMiB).toBeGreaterThanOrEqual(input.touchedMiB);
        expect(restMiB).toBeLessThanOrEqual(input.touchedMiB * (1 + 1e-9));
        expect(seconds).toBeGreaterThanOrEqual((0.99 * transferredMiB) / input.bandwidthMiBps);
        expect(Number.isFinite(seconds)).toBe(true);
      }),
    );
  });

  it('stays within the allowed pause whenever the copy converges', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        fc.pre(converges(input));
        const { restMiB } = predictLive(input);
        expect(restMiB).toBeLessThanOrEqual((input.bandwidthMiBps * input.downtimeLimitMs) / 1000 + 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives finite figures for a link without bandwidth', () => {
    expect(Number.isFinite(predictLive({ ...idle, bandwidthMiBps: 0 }).seconds)).toBe(true);
  });
});

describe('predictQuick', () => {
  it('pauses for the whole copy and the hand-over, whatever the dirty rate', () => {
    const {
      converges: ends,
      seconds,
      downtimeMs,
      rounds,
    } = predictQuick({ ...idle, dirtyMiBps: 500, workingSetMiB: 900, handOverMs: 40 });
    expect({ ends, rounds }).toEqual({ ends: true, rounds: 1 });
    expect(downtimeMs).toBeCloseTo(10_040, 6);
    expect(seconds).toBeCloseTo(11.04, 6);
  });
});
