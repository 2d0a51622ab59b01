import type { HostSign } from '../../model/host-sign.ts';
import type { WorldView } from './client.ts';
import { vmAt } from './world/load.ts';
import { stateOfVm } from './world/power.ts';
import { doesAnswer, isJoined } from './world/reach.ts';

/** So many disks of a host are looked up. */
const DISKS_READ = 3;

/**
 * What the other hosts see of one: whether its machine answers them, and when the disks of its VMs were last written. Storage has a
 * network of its own, so a host that is only cut off still writes.
 */
export function readSigns(view: WorldView, host: number): HostSign[] {
  const { shape, state, at } = view;
  const peers = shape.config.hosts.flatMap(({ name }, peer) =>
    peer !== host && doesAnswer(state, peer) ? [{ name, peer }] : [],
  );
  const none = { detail: '', mark: null, writtenAt: null };
  const own: HostSign = {
    source: 'ballast',
    by: '',
    says: doesAnswer(state, host) ? 'runs' : 'silent',
    ...none,
  };
  const asked = peers.map(({ name, peer }): HostSign => {
    return { source: 'peer', by: name, says: isJoined(state, peer, host) ? 'runs' : 'silent', ...none };
  });
  if (peers.length === 0) return [own];
  const disks = shape.config.vms.flatMap((_, vm) => {
    const { name, storages } = vmAt(shape, vm);
    return state.hostOfVm[vm] === host && storages.length > 0 ? [{ name, vm }] : [];
  });
  const written = disks.slice(0, DISKS_READ).map(({ name, vm }): HostSign => {
    const isRunning = stateOfVm(shape, state, vm, at) === 'running';
    const writtenAt = isRunning ? at : (state.diedAt[host] ?? 0);
    return { source: 'storage', by: name, says: 'nothing', ...none, mark: String(writtenAt) };
  });
  return [own, ...asked, ...written];
}
