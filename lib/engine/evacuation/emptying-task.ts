import type { Cluster } from '../cluster.ts';
import type { Permissions } from '../permissions.ts';
import type { Placement } from '../placement.ts';

/** What is to be emptied, and what may be used for it. */
export interface EmptyingTask {
  readonly cluster: Cluster;
  readonly placement: Placement;
  readonly permissions: Permissions;
  readonly host: number;
  readonly targets: Int32Array;
}
