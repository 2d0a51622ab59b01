import type { Database } from '../../../lib/db/client.ts';
import { EVACUATED_HOST_ID } from '../../bench/instances/evacuation.ts';
import { type InstanceSpec, makeInstance } from '../../bench/instances/make-instance.ts';
import { notOn } from './check-moment.ts';
import { FaultPlayer } from './fault-player.ts';
import { drawFaults, type FaultKind } from './faults.ts';
import { openTightCluster, type TightCluster } from './tight-cluster.ts';
import { watchJob } from './watch-job.ts';

/** A person orders it this often at most, each time after everything was repaired. */
const MAX_ORDERS = 4;

export interface TightEvacuation {
  state: 'emptied' | 'left' | 'hangs';
  orders: number; // of a person; 1: the first was enough
  moves: number; // done
  elsewhere: number; // moves that took another destination than planned
  retries: number;
  seconds: number; // of the clock, from the first order on
  faults: Partial<Record<FaultKind, number>>; // that were injected
  wrong: string[]; // at a moment, or at the end; empty: nothing
  causes: Record<string, number>; // codes of the moves that did not end as done
}

/**
 * Evacuates the first host of a tight cluster of the benchmark through the services that the worker calls, with faults that are
 * drawn from its seed. If a job leaves VMs behind, a person has the refusals tried again, and orders the evacuation once more
 * after everything was repaired.
 */
export async function evacuateInstance(
  db: Database,
  spec: InstanceSpec,
  { withFaults, maxOrders = MAX_ORDERS }: { withFaults: boolean; maxOrders?: number },
): Promise<TightEvacuation> {
  const cluster = await openTightCluster(db, makeInstance(spec));
  const names = cluster.snapshot.hosts.map(({ id }) => id);
  const faults = new FaultPlayer(cluster.truth, withFaults ? drawFaults(spec.seed, names) : []);
  const wrong = new Set<string>();
  let [orders, hangs] = [0, false];
  while (orders < maxOrders && !hangs && !(await cluster.isEmptied())) {
    orders++;
    const runId = await cluster.order();
    hangs = runId !== null && !(await watchJob(cluster, runId, faults, wrong));
    // an empty host is settled by an observation at the latest, and a person sees each host before ordering again
    for (let i = 0; i < 2; i++) await cluster.waitAndObserve();
  }
  const state = (await cluster.isEmptied()) ? 'emptied' : hangs ? 'hangs' : 'left';
  const result = {
    state,
    orders,
    seconds: cluster.second,
    faults: faults.begun,
    ...(await judge(cluster, state, wrong)),
  } as const;
  await db.cluster.delete({ where: { id: cluster.clusterId } });
  return result;
}

/** What the jobs did, and what must not be at the end. */
async function judge(cluster: TightCluster, state: string, wrong: Set<string>) {
  const { ctx, truth, clusterId, snapshot } = cluster;
  const view = await truth.read();
  if (state !== 'emptied')
    for (const name of await cluster.unexplained()) wrong.add(`${name} stays, and nothing says why`);
  if (state === 'emptied' && notOn(view, EVACUATED_HOST_ID).size < snapshot.vms.length)
    wrong.add('the host is in maintenance mode with VMs on it');
  if (view.state.active.length > 0) wrong.add(`nobody watches ${view.state.active.length} migrations`);
  const moves = await ctx.db.move.findMany({ where: { run: { clusterId } } });
  const undone = moves.filter((move) => move.state !== 'done');
  const causes: Record<string, number> = {};
  for (const { vmName, code } of undone) {
    if (code === null) wrong.add(`the move of ${vmName} has no cause`);
    causes[code ?? '-'] = (causes[code ?? '-'] ?? 0) + 1;
  }
  return {
    moves: moves.length - undone.length,
    elsewhere: moves.filter(({ tried }) => Array.isArray(tried) && tried.length > 0).length,
    retries: moves.reduce((sum, { tries }) => sum + Math.max(0, tries - 1), 0),
    wrong: [...wrong],
    causes,
  };
}
