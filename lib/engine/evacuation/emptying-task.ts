import type { Cluster } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';
import type { Permissions } from '../constraints/permissions.ts';

/** What is to be emptied, and what may be used for it. */
export interface EmptyingTask {
  readonly cluster: Cluster;
  readonly placement: Placement;
  readonly permissions: Permissions;
  readonly isEmptied: Uint8Array; // a host each: those to empty
  readonly targets: Int32Array;
}
