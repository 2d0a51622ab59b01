import type { DriverAbilities } from '../../model/driver-traits.ts';

/**
 * vCenter decides itself how it copies a VM: it takes no cap and no target pause, reports a percentage only, and shows a VM at
 * its destination once it runs there.
 */
export const vsphereAbilities: DriverAbilities = {
  cap: false,
  rounds: false,
  showsIncoming: false,
  forceCompletion: [],
  throttle: false,
  dirtyRate: false,
  cancel: true,
  quickKind: false,
  samples: true,
  localDisks: false,
  maintenance: true,
  autostart: false,
  steps: false,
  restart: false,
  power: [],
  testGuest: false,
};
