import type { ForcedCompletion, MigrationRef } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { readJob } from './jobs.ts';
import { placeVm } from './placement.ts';

/** The two hosts of a running migration, and their names. */
export interface Ends {
  source: LibvirtHost;
  destination: LibvirtHost;
  party: Party;
}

/**
 * Forces a live migration to complete. `quick`: the VM is suspended, so that nothing is written any more; libvirt
 * resumes it wherever the migration ends. `post-copy`: libvirt refuses it if the migration was not started with it.
 */
export async function forceCompletion(
  virsh: Virsh,
  ends: Ends,
  ref: MigrationRef,
  how: ForcedCompletion,
): Promise<void> {
  const { source, party } = ends;
  const job = await readJob(virsh, source, ref.vmUuid, party);
  if (job.state !== 'outgoing') return; // it has ended
  const command = how === 'quick' ? 'suspend' : 'migrate-postcopy';
  const result = await virsh.run(source.uri, [command, '--domain', ref.vmUuid]);
  if (how === 'quick') await resumeWhatStayed(virsh, ends, ref);
  if (result.isOk) return;
  const failure = explainFailure(result, party);
  if (failure.code === 'vm-not-found' || failure.code === 'vm-not-running') return; // the migration ended before the order
  if (how === 'post-copy' && /post-?copy/i.test(result.stderr))
    throw driverError('unsupported', party, String(failure.facts.detail ?? ''));
  throw failure;
}

/** The migration may have failed just before the VM was suspended: then only this driver resumes it. */
async function resumeWhatStayed(
  virsh: Virsh,
  { source, destination, party }: Ends,
  ref: MigrationRef,
): Promise<void> {
  const job = await readJob(virsh, source, ref.vmUuid, party);
  if (job.state !== 'none') return;
  const here = await placeVm(virsh, source, ref.vmUuid);
  if (here !== 'paused' || (await placeVm(virsh, destination, ref.vmUuid)) !== 'absent') return;
  const result = await virsh.run(source.uri, ['resume', '--domain', ref.vmUuid]);
  if (!result.isOk) throw explainFailure(result, party);
}
