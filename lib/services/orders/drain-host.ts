import type { Transaction } from '../../db/client.ts';
import { isBeingEvacuated } from '../../db/evacuations.ts';
import { beginDraining } from '../../db/hosts.ts';
import { BallastError } from '../../model/errors.ts';
import type { VsanData } from '../../model/manager-maintenance.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import { wantMaintenance } from '../maintenance/manager-order.ts';
import type { DecisionLists } from './decisions.ts';
import type { EmptiedHost } from './start-run.ts';

/**
 * Lets a host drain, with these VMs allowed to stay. One that is still draining after an evacuation has ended can be
 * evacuated again. Changing its mode has locked its row, so an evacuation that starts at the same moment is seen. Throws
 * `host-not-active`, `vm-cannot-be-left`.
 */
export async function drainHost(
  tx: Transaction,
  host: EmptiedHost,
  {
    at,
    lists,
    vsanData,
  }: { at: Date; lists: Pick<DecisionLists, 'leave' | 'shutDown' | 'save'>; vsanData: VsanData | null },
): Promise<void> {
  const drains = await beginDraining(tx, host.id, { at, ...(await readStaying(tx, host, lists)) });
  if (drains && !(await isBeingEvacuated(tx, host.id))) return wantMaintenance(tx, host.id, vsanData);
  throw new BallastError('host-not-active', `${host.name} is in maintenance or being evacuated already`, {
    host: host.name,
  });
}

/**
 * The VMs of the host that stay there, by whether they may run. Those that are shut down or saved may stay once they are
 * stopped. Throws `vm-cannot-be-left`.
 */
async function readStaying(
  tx: Transaction,
  host: EmptiedHost,
  { leave, shutDown, save }: Pick<DecisionLists, 'leave' | 'shutDown' | 'save'>,
) {
  const ends = [...shutDown, ...save];
  const vms = await tx.vm.findMany({
    where: { id: { in: [...leave, ...ends] }, hostId: host.id, missingSince: null },
    select: { id: true, name: true, state: true, localDevices: true, ties: true, managedBy: true },
  });
  const movable = vms.find((vm) => leave.includes(vm.id) && !mayBeLeft(vm));
  if (movable)
    throw new BallastError('vm-cannot-be-left', `${movable.name} runs and could be moved`, {
      vm: movable.name,
      host: host.name,
    });
  const mayRun = ({ id, state }: (typeof vms)[number]) => state !== 'stopped' && !ends.includes(id);
  const idsOf = (runs: boolean) => vms.flatMap((vm) => (mayRun(vm) === runs ? [vm.id] : []));
  return { mayStay: idsOf(false), mayStayRunning: idsOf(true) };
}
