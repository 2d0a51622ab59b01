import type { DriverAbilities } from '../../model/driver-traits.ts';

/** What libvirt can with QEMU, in every version that Ballast speaks to (docs/libvirt.md). */
export const libvirtAbilities: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: true,
  forceCompletion: ['quick', 'post-copy'],
  throttle: true,
  dirtyRate: true,
  cancel: true,
  quickKind: true,
};
