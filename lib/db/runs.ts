import { RunState, runTransitions } from '../model/run.ts';
import { statesBefore } from '../model/transitions.ts';
import type { Database, Transaction } from './client.ts';

/** One run, or all of a cluster. */
type WhichRuns = { id: string } | { clusterId: string };

/**
 * Brings runs into a state, those that are in one from which `runTransitions` leads there; gives how many. Of two who race
 * one finds them so.
 */
export async function changeRunState(
  db: Database | Transaction,
  which: WhichRuns,
  to: RunState,
  change: { startedAt: Date } | { finishedAt: Date },
): Promise<number> {
  const before = statesBefore(runTransitions, RunState.options, to);
  const { count } = await db.run.updateMany({
    where: { ...which, state: { in: before } },
    data: { ...change, state: to },
  });
  return count;
}
