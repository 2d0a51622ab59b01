import { clusterPolicy } from '../../db/policies.ts';
import type { BestMove } from '../../engine/best-move.ts';
import type { MoveLeftOut } from '../../model/evaluation.ts';
import { movesAll } from '../../model/other-balancer.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { planIntent } from '../planning/plan-intent.ts';
import { readExpectedDemand } from '../planning/read-expected-demand.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import { readUsualDemand } from '../planning/read-usual-demand.ts';
import { snapshotOf } from '../planning/snapshot-of.ts';
import { keepUnevenSince, whyNotHeld } from './held.ts';
import { expireOld, type KeptSuggestion, keepSuggestion, withdraw } from './keep-suggestion.ts';
import type { Evaluation } from './record-evaluation.ts';
import { seeCluster } from './see-cluster.ts';

/**
 * Plans a cluster, and makes, keeps or withdraws its suggestion. While a run moves VMs nothing is planned. The caller
 * records the evaluation.
 */
export async function considerMoves(ctx: Context, state: PlanningState): Promise<Evaluation> {
  const now = ctx.clock.now();
  const { cluster } = state;
  await expireOld(ctx, cluster.id, now);
  const snapshot = snapshotOf(cluster, now);
  const seen = seeCluster(cluster, snapshot, now);
  const without = (outcome: PlanOutcome): Evaluation => ({ outcome, seen, leftOut: null, planId: null });
  const active = await ctx.db.run.count({
    where: { clusterId: cluster.id, state: { in: unfinishedRunStates } },
  });
  if (active > 0) return without({ code: 'run-active', facts: { runs: active } });
  if (movesAll(cluster.balancer)) {
    await withdraw(ctx, cluster.id, 'no-longer-needed'); // two balancers would undo each other's moves
    return without({ code: 'other-balancer', facts: { balancer: cluster.balancer.name } });
  }
  if (seen.online === 0) return without({ code: 'no-host-online', facts: { hosts: seen.hosts } });

  const policy = clusterPolicy(cluster).values;
  if (policy.mode === 'off') {
    await withdraw(ctx, cluster.id, 'mode-off');
    return without({ code: 'mode-off', facts: {} });
  }
  const usualMhz = await readUsualDemand(ctx.db, cluster, now);
  const expected = await readExpectedDemand(ctx.db, cluster, usualMhz, now);
  const planned = await planIntent(ctx, state, { kind: 'balance' }, { usualMhz, expected, isOrdered: true });
  const unevenSince = await keepUnevenSince(ctx, cluster, planned.plan, now);
  const notHeld = whyNotHeld(cluster, planned.plan, { holdSeconds: policy.holdSeconds, unevenSince, now });
  const kept = await keepSuggestion(ctx, cluster, planned, { mayBeNew: notHeld === null });
  if (!kept && notHeld) return without(notHeld);
  if (kept) return { ...without(whatIsSuggested(kept, planned.plan)), planId: kept.id };
  return { ...without(whyNothing(planned.plan, snapshot)), leftOut: named(planned.best, snapshot) };
}

function whatIsSuggested({ number, isNew }: KeptSuggestion, plan: Plan): PlanOutcome {
  const suggestion = `S-${number}`;
  return isNew
    ? { code: 'suggested', facts: { suggestion, moves: plan.moves.length } }
    : { code: 'confirmed', facts: { suggestion } };
}

function whyNothing(plan: Plan, { vms }: Snapshot): PlanOutcome {
  const byReserve = plan.rejections.find(({ code }) => code === 'uses-reserve');
  if (byReserve) {
    const vm = vms.find(({ id }) => id === byReserve.vmId)?.name ?? '-';
    return { code: 'reserve-kept', facts: { vm, failed: byReserve.facts.failed ?? '-' } };
  }
  const general = plan.rejections.find(({ vmId, hostId }) => vmId === undefined && hostId === undefined);
  return general?.code === 'balanced' || general?.code === 'no-memory'
    ? { code: general.code, facts: general.facts }
    : { code: 'no-move-pays', facts: {} };
}

function named(best: BestMove | null, { vms, hosts }: Snapshot): MoveLeftOut | null {
  if (best === null) return null;
  const hostName = (id: string): string => hosts.find((host) => host.id === id)?.name ?? id;
  return {
    vmId: best.vmId,
    vm: vms.find((vm) => vm.id === best.vmId)?.name ?? best.vmId,
    fromHostId: best.fromHostId,
    from: hostName(best.fromHostId),
    to: hostName(best.toHostId),
    why: best.why,
    aggressiveness: best.aggressiveness,
  };
}
