import type { DriverAbilities } from '../../model/driver-traits.ts';

/**
 * Proxmox VE switches auto-converge on and raises the pause by itself, and ends a migration that is switched to post-copy, so
 * nothing of that is Ballast's to order. A VM is at its destination once its configuration is there. Starting VMs at boot is
 * a setting of the cluster, which follows the VM.
 */
export const proxmoxAbilities: DriverAbilities = {
  cap: true,
  rounds: true,
  showsIncoming: false,
  forceCompletion: [],
  throttle: false,
  dirtyRate: true,
  cancel: true,
  quickKind: false,
  samples: false,
  localDisks: true,
  maintenance: false,
  autostart: false,
  steps: false,
  restart: false,
  power: [],
  testGuest: false,
};
