import type { DriverAbilities } from '../../model/driver-traits.ts';

/** The abilities of libvirt with QEMU, in every version that Ballast supports (docs/libvirt.md). */
export const libvirtAbilities: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: true,
  forceCompletion: ['quick', 'post-copy'],
  throttle: true,
  dirtyRate: true,
  cancel: true,
  quickKind: true,
  samples: false,
  localDisks: false,
  maintenance: false,
  autostart: true,
  steps: true,
  restart: true,
  power: ['shutDown', 'save', 'start'],
  testGuest: true,
};
