import { describe, expect, it } from 'vitest';
import type { MoveState } from '../../model/run.ts';
import { troubleOfRun } from './trouble-of-run.ts';

const policy = { failuresBeforeStop: 2, errorFactorBeforeStop: 3 };
const move = (
  vmName: string,
  state: MoveState,
  tookSeconds: number | null = null,
  predictedSeconds = 20,
) => ({
  vmName,
  state,
  predictedSeconds,
  durationMs: tookSeconds === null ? null : tookSeconds * 1000,
});
const trouble = (...moves: ReturnType<typeof move>[]) => troubleOfRun({ id: 'r', number: 7, moves }, policy);

describe('an automatic job stops automation', () => {
  it('when as many of its moves failed as the policy says', () => {
    expect(trouble(move('a', 'failed'), move('b', 'done', 20), move('c', 'skipped'))).toBeNull();
    expect(trouble(move('a', 'failed'), move('b', 'failed'))).toEqual({
      code: 'moves-failed',
      facts: { job: 'R-7', failed: 2, vms: 'a, b' },
      runId: 'r',
    });
  });

  it('when a move took several times its forecast, and more than half a minute longer', () => {
    expect(trouble(move('a', 'done', 60))).toBeNull(); // exactly three times
    expect(trouble(move('a', 'done', 61))).toMatchObject({
      code: 'forecast-off',
      facts: { vm: 'a', tookSeconds: 61 },
    });
    expect(trouble(move('a', 'done', 12, 1))).toBeNull(); // twelve times, but a short one
    expect(
      troubleOfRun(
        { id: 'r', number: 7, moves: [move('a', 'done', 900)] },
        { ...policy, errorFactorBeforeStop: null },
      ),
    ).toBeNull();
  });
});
