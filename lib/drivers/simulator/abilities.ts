import type { DriverAbilities } from '../../model/driver-traits.ts';

/** The simulated hypervisor has all abilities. */
export const simulatorAbilities: DriverAbilities = {
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
  testGuest: false,
};
