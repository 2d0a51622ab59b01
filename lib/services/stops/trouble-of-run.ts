import type { Policy } from '../../model/policy.ts';
import type { MoveState } from '../../model/run.ts';
import type { Trouble } from './raise-stop.ts';

/** Below this difference a move that took several times its forecast is no reason to stop: it was short. */
export const MIN_ERROR_SECONDS = 30;

interface EndedMove {
  state: MoveState;
  vmName: string;
  predictedSeconds: number;
  durationMs: number | null;
}

/** Why an automatic job stops automation: too many of its moves failed, or one took far longer than forecast. Pure. */
export function troubleOfRun(
  run: { id: string; number: number; moves: readonly EndedMove[] },
  { failuresBeforeStop, errorFactorBeforeStop }: Pick<Policy, 'failuresBeforeStop' | 'errorFactorBeforeStop'>,
): Trouble | null {
  const job = `R-${run.number}`;
  const failed = run.moves.filter(({ state }) => state === 'failed');
  if (failed.length >= failuresBeforeStop)
    return {
      code: 'moves-failed',
      facts: { job, failed: failed.length, vms: failed.map(({ vmName }) => vmName).join(', ') },
      runId: run.id,
    };
  const slow = run.moves.find((move) => isFarSlower(move, errorFactorBeforeStop));
  if (!slow) return null;
  const { vmName: vm, predictedSeconds, durationMs } = slow;
  const forecastSeconds = Math.round(predictedSeconds);
  const tookSeconds = Math.round((durationMs ?? 0) / 1000);
  return { code: 'forecast-off', facts: { job, vm, forecastSeconds, tookSeconds }, runId: run.id };
}

function isFarSlower({ state, predictedSeconds, durationMs }: EndedMove, factor: number | null): boolean {
  if (factor === null || state !== 'done' || durationMs === null) return false;
  const tookSeconds = durationMs / 1000;
  return tookSeconds > factor * predictedSeconds && tookSeconds - predictedSeconds > MIN_ERROR_SECONDS;
}
