import { describe, expect, it } from 'vitest';
import type { PrecopyInput } from '../../../lib/precopy/predict.ts';
import { playMigration } from '../../../lib/precopy/testing.ts';
import { judge, quantile } from './judge.ts';
import type { Observation } from './observation.ts';

const guest = { touchedMiB: 180, dirtyMiBps: 12, workingSetMiB: 128, pattern: 'sweep' as const };
const BYTES_PER_MIB = 1024 * 1024;

/** A migration as it would be measured if the guest behaved exactly like the model. Below 12 MiB/s it was cancelled. */
function seen(index: number, capMiBps: number): Observation {
  const input: PrecopyInput = {
    ...guest,
    bandwidthMiBps: capMiBps,
    pauseMiBps: 200,
    downtimeLimitMs: 300,
    fixedSeconds: 0.8,
    handOverMs: 40,
  };
  const played = playMigration(input);
  const isDone = capMiBps > guest.dirtyMiBps;
  const track = played.track.map((reading) => ({ ...reading, bytesRemaining: 0, bandwidthMiBps: capMiBps }));
  return {
    at: new Date(index * 60_000).toISOString(),
    case: `app at ${capMiBps}`,
    vm: 'app',
    memoryMiB: 320,
    writes: guest,
    from: 'a',
    to: 'b',
    capMiBps,
    targetPauseMs: 300,
    before: { memoryUsedMiB: 90, residentMiB: 190, dirtyMiBps: null, workingSetMiB: null },
    outcome: isDone ? 'completed' : 'cancelled',
    track: track.slice(0, 60),
    ended: isDone
      ? {
          elapsedMs: played.elapsedMs ?? 0,
          downtimeMs: played.downtimeMs,
          bytesProcessed: (played.transferredMiB ?? 0) * BYTES_PER_MIB,
          rounds: 5,
          setupMs: 1,
          memoryMiB: 320,
          touchedMiB: played.touchedMiB,
          dirtyMiBps: null,
          bandwidthMiBps: played.bandwidthMiBps,
          reported: {},
        }
      : null,
    heartbeatGapMs: null,
  };
}

describe('judge', () => {
  const caps = [20, 20, 32, 32, 8, 8, 24, 24, 20, 20];
  const judgement = judge({ observations: caps.map((cap, index) => seen(index, cap)) });

  it('trains with every second migration and evaluates the others', () => {
    expect(judgement).toMatchObject({ taught: 5, judged: 4 });
    expect(judgement.moves).toHaveLength(5);
  });

  it('forecasts a world that behaves like the model almost without error', () => {
    expect(judgement.errors.duration.p90Error).toBeLessThan(0.08);
    expect(judgement.errors.bytes.p90Error).toBeLessThan(0.08);
    expect(judgement.floor).toMatchObject({ moves: 8, duration: { medianError: 0, p90Error: 0 } });
  });

  it('counts right and wrong forecasts of convergence', () => {
    expect(judgement.verdicts).toEqual({ falseConverges: 0, trueStuck: 1, falseStuck: 0, trueConverges: 4 });
  });

  it('counts a forecast of convergence that was wrong', () => {
    // the guest was idle in the training migrations, and busy in the evaluated ones
    const idle = {
      ...seen(0, 32),
      track: [],
      ended: { ...seen(0, 32).ended, bytesProcessed: 181 * BYTES_PER_MIB },
    };
    const broken = judge({
      observations: [idle as Observation, seen(1, 8), idle as Observation, seen(3, 32)],
    });
    expect(broken.verdicts.falseConverges).toBe(1);
  });
});

describe('quantile', () => {
  it('is the smallest value that this share of the values does not exceed', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.9)).toBe(4);
    expect(quantile([], 0.5)).toBeNull();
  });
});
