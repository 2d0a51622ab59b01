import type { PlacementState } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { explainFailure } from './failures.ts';
import { readJob } from './jobs.ts';
import { isPostCopyReason, isReceivingReason, placementOf } from './map.ts';
import { parseDomState } from './wire.ts';

/**
 * What one host says of one VM; `unreachable` whenever it did not say. A copy that is being received looks like a
 * source that was paused for a quick move: only the job tells them apart.
 */
export async function placeVm(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<PlacementState> {
  const result = await virsh.run(host.uri, ['domstate', '--domain', vmUuid, '--reason']);
  if (!result.isOk)
    return explainFailure(result, { host: host.name }).code === 'vm-not-found' ? 'absent' : 'unreachable';
  const seen = parseDomState(result.stdout);
  if (seen === null) return 'unreachable';
  const isHalf = seen.state === 'paused' && isPostCopyReason(seen.reason);
  if (!isHalf && !isReceivingReason(seen.reason)) return placementOf(seen.state, false) ?? 'unreachable';
  const job = await readJob(virsh, host, vmUuid).catch(() => null);
  if (job === null) return 'unreachable';
  if (job.state === 'absent') return 'absent';
  // after post-copy began the VM is the destination's, and the source holds what it still has to fetch
  return placementOf(seen.state, (job.state === 'incoming') !== isHalf) ?? 'unreachable';
}
