import type { DriverAbilities } from '../../model/driver-traits.ts';

/** The simulated hypervisor can all that a driver can. */
export const simulatorAbilities: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: true,
  forceCompletion: ['quick', 'post-copy'],
  throttle: true,
  dirtyRate: true,
  cancel: true,
  quickKind: true,
};
