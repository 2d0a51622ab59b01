import { describe, expect, it } from 'vitest';
import { dirtiedMiB, nextRound, type PrecopyInput, predictLive, predictQuick } from './predict.ts';

const idle: PrecopyInput = {
  touchedMiB: 1000,
  dirtyMiBps: 0,
  workingSetMiB: 0,
  bandwidthMiBps: 100,
  downtimeLimitMs: 300,
  maxRounds: 30,
  fixedSeconds: 1,
};

describe('dirtiedMiB', () => {
  it('grows with the dirty rate at first and ends at the working set', () => {
    expect(dirtiedMiB(10, 1000, 1)).toBeCloseTo(9.95, 2);
    expect(dirtiedMiB(10, 1000, 1e6)).toBeCloseTo(1000, 6);
    expect(dirtiedMiB(0, 1000, 10)).toBe(0);
    expect(dirtiedMiB(10, 0, 10)).toBe(0);
  });
});

describe('predictLive', () => {
  it('copies an idle VM in one round, without a pause to speak of', () => {
    expect(predictLive(idle)).toEqual({
      converges: true,
      seconds: 11,
      downtimeMs: 0,
      rounds: 1,
      transferredMiB: 1000,
    });
  });

  it('needs more rounds, time and memory the more the VM writes', () => {
    const slow = predictLive({ ...idle, dirtyMiBps: 20, workingSetMiB: 500 });
    const fast = predictLive({ ...idle, dirtyMiBps: 60, workingSetMiB: 500 });
    expect(slow.converges && fast.converges).toBe(true);
    expect(slow.downtimeMs).toBeLessThanOrEqual(300);
    expect(fast.rounds).toBeGreaterThan(slow.rounds);
    expect(fast.seconds).toBeGreaterThan(slow.seconds);
    expect(fast.transferredMiB).toBeGreaterThan(slow.transferredMiB);
  });

  it('says that it does not converge when the VM writes faster than the link carries', () => {
    const prediction = predictLive({ ...idle, dirtyMiBps: 200, workingSetMiB: 900 });
    expect(prediction.converges).toBe(false);
    expect(prediction.downtimeMs).toBeGreaterThan(300);
  });

  it('converges whatever the dirty rate when the working set fits in the pause', () => {
    expect(predictLive({ ...idle, dirtyMiBps: 5000, workingSetMiB: 20 }).converges).toBe(true);
  });

  it('stops when the rounds run out', () => {
    const prediction = predictLive({ ...idle, dirtyMiBps: 90, workingSetMiB: 1000, maxRounds: 3 });
    expect(prediction).toMatchObject({ converges: false, rounds: 3 });
  });

  it('adds up to what the rounds copied', () => {
    const input = { ...idle, dirtyMiBps: 40, workingSetMiB: 400 };
    let round = nextRound(input, null);
    let copied = round.copiedMiB;
    while (round.remainingMiB > 30) {
      round = nextRound(input, round);
      copied += round.copiedMiB;
    }
    const prediction = predictLive(input);
    expect(prediction.rounds).toBe(round.round);
    expect(prediction.transferredMiB).toBeCloseTo(copied + round.remainingMiB, 9);
  });

  it('gives finite figures for a link without bandwidth', () => {
    expect(Number.isFinite(predictLive({ ...idle, bandwidthMiBps: 0 }).seconds)).toBe(true);
  });
});

describe('predictQuick', () => {
  it('pauses for the whole copy', () => {
    expect(predictQuick({ ...idle, dirtyMiBps: 500, workingSetMiB: 900 })).toEqual({
      converges: true,
      seconds: 11,
      downtimeMs: 11_000,
      rounds: 1,
      transferredMiB: 1000,
    });
  });
});
