import type { Tie, TieKind } from '../../model/vm.ts';
import { type Disk, disksOf, type Setting, settingsOf } from './settings.ts';
import type { VmConfig } from './wire.ts';

const NO_MOVE: Tie['blocks'] = ['live', 'quick', 'offline'];

const tie = (kind: TieKind, name: string): Tie => ({ kind, name, blocks: NO_MOVE });

const withNames = (kind: TieKind, settings: readonly Setting[]): Tie[] =>
  settings.map(({ key, value }) => tie(kind, `${key}: ${value}`));

/** What its node and its manager allow for the local disks of a VM. */
interface DiskUse {
  isShared(storage: string): boolean;
  isUnderHa: boolean; // the HA manager moves it, and takes no options
}

/** What keeps a VM on its node, according to its settings: local disks, devices of the node, memory that is not copied. */
export function tiesOf(config: VmConfig, { isShared, isUnderHa }: DiskUse): Tie[] {
  const local = disksOf(config).filter(({ storage }) => storage === null || !isShared(storage));
  const usb = settingsOf(config, ['usb']).filter(({ first }) => !/^(host=)?spice$/i.test(first));
  const serial = settingsOf(config, ['serial']).filter(({ first }) => first !== 'socket');
  return [
    ...local.map((disk) => diskTie(disk, !isUnderHa && config.parent === undefined)),
    ...withNames('host-device', [...settingsOf(config, ['hostpci', 'parallel']), ...usb, ...serial]),
    ...withNames('shared-folder', settingsOf(config, ['virtiofs'])),
    ...withNames('memory-device', settingsOf(config, ['ivshmem'])),
  ];
}

/** QEMU mirrors a disk of a storage while the VM runs: no CD image, no state of a TPM, and none with snapshots (`parent`). */
function diskTie({ key, volume, storage, sizeMiB, isCd }: Disk, isMirrored: boolean): Tie {
  const found = tie('local-disk', `${key}: ${volume}`);
  const isTakeable = isMirrored && storage !== null && !isCd && !key.startsWith('tpmstate');
  return isTakeable && sizeMiB !== null ? { ...found, diskMiB: sizeMiB } : found;
}
