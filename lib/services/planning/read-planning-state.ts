import type { Database, Transaction } from '../../db/client.ts';
import { readUnfinished } from '../../db/moves.ts';
import type { MoveState } from '../../model/run.ts';
import { readClusterState } from './read-cluster-state.ts';
import type { ClusterState } from './snapshot-of.ts';
import type { UnfinishedMove } from './with-unfinished.ts';

/** A cluster with everything that a plan depends on. */
export interface PlanningState {
  cluster: ClusterState;
  unfinished: readonly (UnfinishedMove & { state: MoveState })[];
}

/** A cluster for planning, with the moves that are ordered or in flight. Throws `cluster-not-found`. */
export async function readPlanningState(
  db: Database | Transaction,
  clusterId: string,
): Promise<PlanningState> {
  // before the VMs: a VM that arrives between the two reads is counted in both; in the other order it could be in neither
  const unfinished = await readUnfinished(db, clusterId);
  return { unfinished, cluster: await readClusterState(db, clusterId) };
}
