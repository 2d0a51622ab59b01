import type { Tie, TieKind } from '../../model/vm.ts';
import { disksOf, type Setting, settingsOf } from './settings.ts';
import type { VmConfig } from './wire.ts';

const NO_MOVE: Tie['blocks'] = ['live', 'quick', 'offline'];

const tie = (kind: TieKind, name: string): Tie => ({ kind, name, blocks: NO_MOVE });

const withNames = (kind: TieKind, settings: readonly Setting[]): Tie[] =>
  settings.map(({ key, value }) => tie(kind, `${key}: ${value}`));

/** What keeps a VM on its node, according to its settings: local disks, devices of the node, memory that is not copied. */
export function tiesOf(config: VmConfig, isShared: (storage: string) => boolean): Tie[] {
  const local = disksOf(config).filter(({ storage }) => storage === null || !isShared(storage));
  const usb = settingsOf(config, ['usb']).filter(({ first }) => !/^(host=)?spice$/i.test(first));
  const serial = settingsOf(config, ['serial']).filter(({ first }) => first !== 'socket');
  return [
    ...local.map(({ key, volume }) => tie('local-disk', `${key}: ${volume}`)),
    ...withNames('host-device', [...settingsOf(config, ['hostpci', 'parallel']), ...usb, ...serial]),
    ...withNames('shared-folder', settingsOf(config, ['virtiofs'])),
    ...withNames('memory-device', settingsOf(config, ['ivshmem'])),
  ];
}
