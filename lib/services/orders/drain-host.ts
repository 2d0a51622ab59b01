import type { Transaction } from '../../db/client.ts';
import { isBeingEvacuated } from '../../db/evacuations.ts';
import { beginDraining } from '../../db/hosts.ts';
import { BallastError } from '../../model/errors.ts';
import type { VsanData } from '../../model/manager-maintenance.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import { wantMaintenance } from '../maintenance/manager-order.ts';
import type { EmptiedHost } from './start-run.ts';

/**
 * Lets a host drain, with these VMs allowed to stay. One that is still draining after an evacuation has ended can be
 * evacuated again. Changing its mode has locked its row, so an evacuation that starts at the same moment is seen. Throws
 * `host-not-active`, `vm-cannot-be-left`.
 */
export async function drainHost(
  tx: Transaction,
  host: EmptiedHost,
  { at, leave, vsanData }: { at: Date; leave: readonly string[]; vsanData: VsanData | null },
): Promise<void> {
  const drains = await beginDraining(tx, host.id, { at, ...(await readStaying(tx, host, leave)) });
  if (drains && !(await isBeingEvacuated(tx, host.id))) return wantMaintenance(tx, host.id, vsanData);
  throw new BallastError('host-not-active', `${host.name} is in maintenance or being evacuated already`, {
    host: host.name,
  });
}

/**
 * The VMs of the host that a person leaves there, by whether they may run. Throws `vm-cannot-be-left`.
 */
async function readStaying(tx: Transaction, host: EmptiedHost, leave: readonly string[]) {
  const vms = await tx.vm.findMany({
    where: { id: { in: [...leave] }, hostId: host.id, missingSince: null },
    select: { id: true, name: true, state: true, localDevices: true, ties: true, managedBy: true },
  });
  const movable = vms.find((vm) => !mayBeLeft(vm));
  if (movable)
    throw new BallastError('vm-cannot-be-left', `${movable.name} runs and could be moved`, {
      vm: movable.name,
      host: host.name,
    });
  const idsOf = (isStopped: boolean) =>
    vms.flatMap(({ id, state }) => ((state === 'stopped') === isStopped ? [id] : []));
  return { mayStay: idsOf(true), mayStayRunning: idsOf(false) };
}
