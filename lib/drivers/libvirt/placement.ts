import type { PlacementState } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { explainFailure } from './failures.ts';
import { readJob } from './jobs.ts';
import { isPostCopyReason, isReceivingReason, isStrandedReason, placementOf } from './map.ts';
import { parseDomState } from './wire.ts';

/** What one host reports about one VM; `unreachable` if there was no answer. */
export async function placeVm(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<PlacementState> {
  return (await placeExactly(virsh, host, vmUuid)).state;
}

/**
 * The same, and whether the VM switched to this host by post-copy but part of its memory did not follow. It is then
 * incomplete, but it is the only copy. An incoming copy looks like a source that is paused for a quick move, and the
 * rest at a source looks like a VM that has arrived. Only the job distinguishes them.
 */
export async function placeExactly(
  virsh: Virsh,
  host: LibvirtHost,
  vmUuid: string,
): Promise<{ state: PlacementState; isStranded: boolean }> {
  const is = (state: PlacementState | null, isStranded = false) => ({
    state: state ?? ('unreachable' as const),
    isStranded,
  });
  const result = await virsh.run(host.uri, ['domstate', '--domain', vmUuid, '--reason']);
  if (!result.isOk)
    return is(explainFailure(result, { host: host.name }).code === 'vm-not-found' ? 'absent' : null);
  const seen = parseDomState(result.stdout);
  if (seen === null) return is(null);
  if (isStrandedReason(seen.reason) && seen.state === 'running') return is('incoming', true);
  const isHandedOver = seen.state === 'paused' && isPostCopyReason(seen.reason);
  if (!isHandedOver && !isReceivingReason(seen.reason)) return is(placementOf(seen.state, false));
  const job = await readJob(virsh, host, vmUuid).catch(() => null);
  if (job === null) return is(null);
  if (job.state === 'absent') return is('absent');
  if (isHandedOver) return is('incoming', job.state === 'incoming');
  return is(placementOf(seen.state, job.state === 'incoming'));
}
