import type { MigrationOrder } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { readJob } from './jobs.ts';
import { placementOf } from './map.ts';
import { parseDomState } from './wire.ts';

/** Throws when the source does not know the VM, works on it already, or has it in a state that does not fit the kind. */
export async function assertMovable(
  virsh: Virsh,
  source: LibvirtHost,
  order: MigrationOrder,
  party: Party,
): Promise<void> {
  const result = await virsh.run(source.uri, ['domstate', '--domain', order.vmUuid]);
  if (!result.isOk) throw explainFailure(result, party);
  const isStopped = placementOf(parseDomState(result.stdout)?.state ?? '', false) === 'stopped';
  if (isStopped !== (order.kind === 'offline'))
    throw driverError('vm-not-running', party, isStopped ? 'it is stopped' : 'it is not stopped');
  if (isStopped) return;
  const job = await readJob(virsh, source, order.vmUuid, party);
  if (job.state === 'absent') throw driverError('vm-not-found', party);
  if (job.state !== 'none') throw driverError('vm-busy', party, 'another job is already running');
}
