import type { Database, Transaction } from '../../db/client.ts';
import { readUnfinished } from '../../db/moves.ts';
import type { MoveState } from '../../model/run.ts';
import { readClusterState } from './read-cluster-state.ts';
import type { ClusterState } from './snapshot-of.ts';
import type { UnfinishedMove } from './with-unfinished.ts';

/** A cluster with all that a plan depends on. */
export interface PlanningState {
  cluster: ClusterState;
  unfinished: readonly (UnfinishedMove & { state: MoveState })[];
}

/** A cluster as a plan must see it, with the moves that are ordered or in flight. Throws `cluster-not-found`. */
export async function readPlanningState(
  db: Database | Transaction,
  clusterId: string,
): Promise<PlanningState> {
  // before the VMs: one that arrives between the two reads is in both, and in the other order in none
  const unfinished = await readUnfinished(db, clusterId);
  return { unfinished, cluster: await readClusterState(db, clusterId) };
}
