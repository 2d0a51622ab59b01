export const driverKinds = ['simulator', 'libvirt'] as const;
/** A kind of hypervisor. What each is like, its driver says: lib/drivers/registry.ts. */
export type DriverKind = (typeof driverKinds)[number];

/** How a live migration that does not come to its end is brought there: see StallAction. */
export type ForcedCompletion = 'quick' | 'post-copy';

/**
 * What a driver can do and tell. What it cannot do it refuses with `unsupported`, what it cannot tell is null or not there;
 * tests/contract holds each driver to both.
 */
export interface DriverAbilities {
  cap: boolean; // keeps to `bandwidthMiBps` of an order
  rounds: boolean; // tells round, bytes and rates of a copy; else at most its fraction
  showsIncoming: boolean; // the incomplete copy is seen at the destination
  forceCompletion: readonly ForcedCompletion[]; // how it brings a live migration to its end
  throttle: boolean; // slows a VM down so that its copy ends, where the order lets it
  dirtyRate: boolean; // measures how fast a VM writes
  cancel: boolean; // aborts a running migration
  quickKind: boolean; // pauses a VM, copies it and lets it go on: moves of the kind `quick`
}

/** What people may enter of a host besides its name. */
export const hostFields = ['uri', 'peerUri', 'migrationAddress'] as const;
export type HostField = (typeof hostFields)[number];

/** What screens and forms need to know of a kind of driver. The words to it stand in messages/, under the kind. */
export interface DriverTraits {
  kind: DriverKind;
  isSimulated: boolean; // no real VM moves there
  hostFields: readonly HostField[]; // what a form asks of each host; none: the driver finds its hosts by itself
  abilities: DriverAbilities;
}
