import { DriverError } from '../../model/errors.ts';
import type { MigrationObstacle, MigrationOrder } from '../../model/ports.ts';
import { children } from '../xml.ts';
import { explainFault, obstacleOf, type Party } from './faults.ts';
import { type Ends, type Place, readReadiness } from './movable.ts';
import { type FoundVm, refOfHost } from './placement.ts';
import { localizedFault, reference, refOf, returned, VimFault } from './soap.ts';
import { waitForTask } from './tasks.ts';

const CHECK_PATIENCE_MS = 20_000;

/** What prevents a move, according to the state of VM and hosts and to vCenter's own check of both. Nothing moves. */
export async function checkMigration(
  place: Place,
  order: MigrationOrder,
  ends: Ends,
): Promise<MigrationObstacle[]> {
  const { vm, trouble } = await readReadiness(place, order, ends);
  const found = vm === null || trouble.length > 0 ? trouble : await askChecker(place, vm, ends);
  const first = new Map<string, DriverError>();
  for (const error of found) if (!first.has(error.code)) first.set(error.code, error);
  return [...first.values()].map(obstacleOf);
}

async function askChecker({ vim }: Place, vm: FoundVm, { destination, party }: Ends): Promise<DriverError[]> {
  const args = reference('vm', vm.ref) + reference('host', refOfHost(destination));
  try {
    const task = refOf(returned(await vim.call('CheckMigrate_Task', 'vmProvisioningChecker', args)), 'Task');
    const checked = task === null ? null : await waitForTask(vim, task, CHECK_PATIENCE_MS);
    if (checked === null) throw noResult(party);
    if (checked.fault !== null) return [explainFault(checked.fault, party, 'before')];
    return children(checked.result, 'CheckResult')
      .flatMap((result) => children(result, 'error'))
      .flatMap((error) => localizedFault(error) ?? [])
      .map((fault) => explainFault(fault, party, 'before'));
  } catch (error) {
    if (error instanceof VimFault) return [explainFault(error.fault, party, 'before')];
    throw error;
  }
}

const noResult = ({ source }: Party): DriverError =>
  new DriverError('driver-failed', `vCenter did not end its check within ${CHECK_PATIENCE_MS / 1000} s`, {
    host: source,
    detail: 'CheckMigrate_Task did not end',
  });
