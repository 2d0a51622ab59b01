import type { Tie } from '../../../model/vm.ts';
import { at, child, children, type Node, text } from '../../xml.ts';

const ALWAYS: Tie['blocks'] = ['live', 'quick', 'offline'];
const COPYING: Tie['blocks'] = ['live', 'quick'];
/** A live migration copies this state. Only an offline move leaves it behind. */
const STOPPED: Tie['blocks'] = ['offline'];

/** State that the host keeps for the VM: firmware variables, the state of a TPM, crash records. */
export function keptState(domain: Node): Tie[] {
  const devices = child(domain, 'devices');
  return [...firmwareOf(domain), ...children(devices, 'tpm').map(tpmOf), ...recordsOf(devices)];
}

function firmwareOf(domain: Node): Tie[] {
  const os = child(domain, 'os');
  const [nvram, store] = [child(os, 'nvram'), child(os, 'varstore')];
  if (text(nvram, '@type') === 'network') return [];
  const path =
    text(nvram, '#text') ??
    text(child(nvram, 'source'), '@file') ??
    text(child(nvram, 'source'), '@dev') ??
    text(store, '@path');
  if (path !== null) return [{ kind: 'firmware-state', name: path, blocks: STOPPED }];
  const isEfi = text(os, '@firmware') === 'efi' || text(child(os, 'loader'), '@type') === 'pflash';
  const isStateless = text(child(os, 'loader'), '@stateless') === 'yes';
  return isEfi && !isStateless ? [{ kind: 'firmware-state', name: 'NVRAM', blocks: STOPPED }] : [];
}

/** libvirt deletes the state of an emulated TPM with the definition, and does not copy it to the new host. */
function tpmOf(tpm: Node): Tie {
  const backend = child(tpm, 'backend');
  const type = text(backend, '@type');
  if (type === 'passthrough')
    return { kind: 'tpm', name: text(child(backend, 'device'), '@path') ?? 'passthrough', blocks: ALWAYS };
  if (type === 'external') {
    const path = text(child(backend, 'source'), '@path');
    return { kind: 'tpm', name: path ?? 'external', blocks: ALWAYS };
  }
  return { kind: 'tpm', name: text(child(backend, 'source'), '@path') ?? 'emulated TPM', blocks: STOPPED };
}

const recordsOf = (devices: Node | null): Tie[] =>
  children(devices, 'pstore').map((store) => ({
    kind: 'firmware-state',
    name: text(store, 'path') ?? 'pstore',
    blocks: STOPPED,
  }));

/** The virtiofs folders: a newer virtiofsd migrates the files that the guest has open, which only libvirt knows. */
export const virtioFolders = (devices: Node | null): string[] =>
  children(devices, 'filesystem').flatMap((folder) => {
    const path = text(child(folder, 'source'), '@dir');
    return text(child(folder, 'driver'), '@type') === 'virtiofs' && path !== null ? [path] : [];
  });

/** Folders of the host. The guest's open files belong to the host: QEMU does not copy them. */
export const sharedFolders = (devices: Node | null): Tie[] =>
  children(devices, 'filesystem').map((folder) => {
    const source = child(folder, 'source');
    const path = text(source, '@dir') ?? text(source, '@socket') ?? text(source, '@file');
    return {
      kind: 'shared-folder',
      name: path ?? text(child(folder, 'target'), '@dir') ?? 'folder',
      blocks: ALWAYS,
    };
  });

/** Memory that the guest shares: only its creator may copy it. `virtio-mem` and DIMMs are copied. */
export function memoryDevices(devices: Node | null): Tie[] {
  const shared = children(devices, 'shmem')
    .filter(
      (one) => text(one, '@role') !== 'master' || text(child(one, 'model'), '@type') === 'ivshmem-doorbell',
    )
    .map((one): Tie => ({ kind: 'memory-device', name: text(one, '@name') ?? 'shmem', blocks: COPYING }));
  const persistent = children(devices, 'memory')
    .filter((one) => ['nvdimm', 'virtio-pmem'].includes(text(one, '@model') ?? ''))
    .map((one): Tie => {
      const path = text(at(one, 'source'), 'path');
      return { kind: 'memory-device', name: path ?? text(one, '@model') ?? 'memory', blocks: ALWAYS };
    });
  const enclaves = children(devices, 'memory')
    .filter((one) => text(one, '@model') === 'sgx-epc')
    .map((): Tie => ({ kind: 'memory-device', name: 'sgx-epc', blocks: COPYING }));
  return [...shared, ...persistent, ...enclaves];
}

/** A copy or an active commit of a disk. A pull is not listed here: the check and libvirt detect it. */
export const blockJobs = (devices: Node | null): Tie[] =>
  children(devices, 'disk')
    .filter((disk) => child(disk, 'mirror') !== null)
    .map((disk) => ({
      kind: 'block-job',
      name: text(child(disk, 'target'), '@dev') ?? 'disk',
      blocks: COPYING,
    }));
