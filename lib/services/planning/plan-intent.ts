import { clusterPolicy } from '../../db/policies.ts';
import type { ExpectedDemand } from '../../engine/plan-steadily.ts';
import type { Intent } from '../../model/intent.ts';
import type { OrderPatch, Policy } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { planningSnapshot } from './planning-snapshot.ts';
import { carryOut, type PlanAnswer, type Planner, type RunLimits } from './planning-tasks.ts';
import type { PlanningState } from './read-planning-state.ts';
import type { ClusterState } from './snapshot-of.ts';
import { withAsked } from './with-asked.ts';

/** A plan with everything that it was made from. */
export interface Planned extends PlanAnswer {
  intent: Intent;
  policy: Policy;
}

const NOTHING_USUAL: ReadonlyMap<string, number> = new Map();

/** What a plan depends on besides the cluster. */
interface Wishes {
  asked?: OrderPatch; // by a person
  usualMhz?: ReadonlyMap<string, number>; // balance: see planSteadily
  expected?: ExpectedDemand | null; // the same
  isOrdered?: boolean; // not just a preview
}

/**
 * The plan for an intent, on the cluster that was read. Nothing is stored. Call it before and outside transactions:
 * it may take seconds.
 */
export async function planIntent(
  ctx: Pick<Context, 'clock' | 'planner'>,
  state: PlanningState,
  intent: Intent,
  { asked = {}, usualMhz = NOTHING_USUAL, expected = null, isOrdered = false }: Wishes,
): Promise<Planned> {
  const policy = clusterPolicy(state.cluster, asked).values;
  const snapshot = withAsked(planningSnapshot(state, ctx.clock.now(), intent), asked);
  const question = { intent, snapshot, policy, usualMhz, expected, limits: limitsOf(state.cluster) };
  return { intent, policy, ...(await plannerOf(ctx)('plan', question, { isOrdered })) };
}

/** The planner of this context; by default this process. */
export const plannerOf = (ctx: Pick<Context, 'planner'>): Planner => ctx.planner ?? planHere;

const planHere: Planner = async (task, question) => carryOut(task, question);

function limitsOf(cluster: ClusterState): RunLimits {
  const { movesPerCluster, movesPerNetwork } = clusterPolicy(cluster).values;
  const networks = new Map(cluster.hosts.map((host) => [host.id, host.migrationNetwork]));
  return { movesPerCluster, movesPerNetwork, networks };
}
