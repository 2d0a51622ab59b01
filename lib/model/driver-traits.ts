import type { PowerOrder } from './power-order.ts';

export const driverKinds = ['simulator', 'libvirt', 'vsphere', 'proxmox'] as const;
/** A kind of hypervisor. Its driver describes it: lib/drivers/registry.ts. */
export type DriverKind = (typeof driverKinds)[number];

/** How a live migration that does not converge is forced to complete: see StallAction. */
export type ForcedCompletion = 'quick' | 'post-copy';

/**
 * What a driver can do and report. It refuses what it cannot do with `unsupported`, and what it cannot report is null
 * or absent; tests/contract checks both for each driver.
 */
export interface DriverAbilities {
  cap: boolean; // obeys `bandwidthMiBps` of an order
  rounds: boolean; // reports round, bytes and rates of a copy; otherwise at most its fraction
  showsIncoming: boolean; // shows the incomplete copy at the destination
  forceCompletion: readonly ForcedCompletion[]; // how it forces a live migration to complete
  throttle: boolean; // slows a VM down so that its copy converges, if the order allows it
  dirtyRate: boolean; // measures how fast a VM writes
  cancel: boolean; // aborts a running migration
  quickKind: boolean; // pauses a VM, copies it and resumes it: moves of the kind `quick`
  samples: boolean; // its manager has performance statistics besides the figures of its inventory
  localDisks: boolean; // copies the local disks of a VM with it, if the order says so
  maintenance: boolean; // its manager has a maintenance mode, which can be ordered
  autostart: boolean; // starts VMs at boot of a host, and sets it for one that has moved
  steps: boolean; // runs a command on a host that it reaches by a shell, and reads which boot the host is in
  restart: boolean; // starts a VM of a dead host on another one, and removes a stopped copy that is left over
  power: readonly PowerOrder[]; // what it may be ordered to do with the power of a VM
  testGuest: boolean; // makes and removes a guest of its own for a test migration
}

/** The fields of a host that people may enter besides its name. */
export const hostFields = ['uri', 'peerUri', 'migrationAddress'] as const;
export type HostField = (typeof hostFields)[number];

/** What screens and forms need to know about a kind of driver. Its texts are in messages/, under the kind. */
export interface DriverTraits {
  kind: DriverKind;
  isSimulated: boolean; // no real VM moves there
  hostFields: readonly HostField[]; // the fields of a form for each host; none: the driver discovers its hosts
  hasEndpoint: boolean; // its clusters are at one address, which people enter
  abilities: DriverAbilities;
}
