import { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import type { VmCondition } from '../../model/vm.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { jobOf } from './jobs.ts';
import { stateInWords } from './states.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseDomState } from './wire.ts';

const CONDITIONS: Record<VmCondition, string> = {
  crashed: 'it has crashed and is kept for somebody to look at',
  suspended: 'it is suspended by its own power management',
  'shutting-down': 'it is shutting down',
  unknown: 'it is in a state that is not known',
};

/** What to ask the source to find out whether a VM can be moved. */
export const movableQuestions = (vmUuid: string): [string, string] => [
  `domstate --domain ${vmUuid}`,
  `domjobinfo --domain ${vmUuid} --rawstats`,
];

/** Throws if the source does not have the VM, has a job on it, or has it in a state that does not fit the kind. */
export function assertMovable(
  [state, job]: readonly VirshResult[],
  { kind }: Pick<MigrationOrder, 'kind'>,
  party: Party,
): void {
  if (state === undefined || job === undefined) throw driverError('driver-failed', party, 'no state');
  if (!state.isOk) throw explainFailure(state, party);
  const seen = stateInWords(parseDomState(state.stdout)?.state ?? '');
  const isStopped = seen?.state === 'stopped';
  if (isStopped !== (kind === 'offline'))
    throw driverError('vm-not-running', party, isStopped ? 'it is stopped' : 'it is not stopped');
  const condition = seen === null ? 'unknown' : seen.condition;
  if (condition !== null) throw driverError('vm-not-running', party, CONDITIONS[condition]);
  if (isStopped) return;
  const found = jobOf(job, party);
  if (found.state === 'absent') throw driverError('vm-not-found', party);
  if (found.state !== 'none') throw driverError('vm-busy', party, 'another job is already running');
}

/** The same as an obstacle; null: it can be moved. Throws if the source cannot be asked. */
export function whyNotMovable(
  results: readonly VirshResult[],
  order: Pick<MigrationOrder, 'kind'>,
  party: Party,
): DriverError | null {
  try {
    assertMovable(results, order, party);
    return null;
  } catch (error) {
    const isFinding =
      error instanceof DriverError && ['vm-not-found', 'vm-busy', 'vm-not-running'].includes(error.code);
    if (isFinding) return error;
    throw error;
  }
}
