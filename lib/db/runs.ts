import { RunState, runTransitions } from '../model/run.ts';
import { statesBefore } from '../model/transitions.ts';
import type { Database, Transaction } from './client.ts';

/** One run, or all of a cluster. */
type WhichRuns = { id: string } | { clusterId: string };

/**
 * Changes the state of runs that are in a state from which `runTransitions` allows it; returns their number. If two
 * callers race, only one changes them.
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
