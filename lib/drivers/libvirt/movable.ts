import { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { jobOf } from './jobs.ts';
import { placementOf } from './map.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseDomState } from './wire.ts';

/** What to ask the source about whether a VM can be moved. */
export const movableQuestions = (vmUuid: string): [string, string] => [
  `domstate --domain ${vmUuid}`,
  `domjobinfo --domain ${vmUuid} --rawstats`,
];

/** Throws when the source does not know the VM, works on it already, or has it in a state that does not fit the kind. */
export function assertMovable(
  [state, job]: readonly VirshResult[],
  { kind }: Pick<MigrationOrder, 'kind'>,
  party: Party,
): void {
  if (state === undefined || job === undefined) throw driverError('driver-failed', party, 'no state');
  if (!state.isOk) throw explainFailure(state, party);
  const isStopped = placementOf(parseDomState(state.stdout)?.state ?? '', false) === 'stopped';
  if (isStopped !== (kind === 'offline'))
    throw driverError('vm-not-running', party, isStopped ? 'it is stopped' : 'it is not stopped');
  if (isStopped) return;
  const found = jobOf(job, party);
  if (found.state === 'absent') throw driverError('vm-not-found', party);
  if (found.state !== 'none') throw driverError('vm-busy', party, 'another job is already running');
}

/** The same as a finding; null: it can be moved. That the source cannot be asked is none, and throws. */
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
