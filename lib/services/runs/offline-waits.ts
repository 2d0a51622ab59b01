import { isOpenStep } from '../../model/power-step.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import type { MoveRow, RunRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';

/**
 * A move of a VM that is shut down for it begins once its guest has ended, and not at all if it did not. Null: nothing
 * keeps it.
 */
export function offlineWaits(
  run: Pick<RunRow, 'steps'>,
  move: Pick<MoveRow, 'kind' | 'vmId' | 'vmName'>,
  vms: ClusterState['vms'],
): 'wait' | Cause | null {
  const step = run.steps.find(
    ({ vmId, order, startsAgain }) => startsAgain && order === 'shutDown' && vmId === move.vmId,
  );
  if (move.kind !== 'offline' || step === undefined) return null;
  if (isOpenStep(step)) return 'wait';
  const isStopped = vms.some(({ id, state }) => id === move.vmId && state === 'stopped');
  return isStopped ? null : { code: 'guest-runs', facts: { vm: move.vmName } };
}
