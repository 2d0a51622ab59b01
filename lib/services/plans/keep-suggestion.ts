import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { changePlanState } from '../../db/plans.ts';
import { toJson } from '../../db/to-json.ts';
import { toleratedSpreadByAggressiveness } from '../../model/aggressiveness.ts';
import { planKindOf } from '../../model/intent.ts';
import type { Plan } from '../../model/plan.ts';
import type { SupersedeReason } from '../../model/plan-outcome.ts';
import type { Policy } from '../../model/policy.ts';
import type { PolicyField } from '../../model/policy-fields.ts';
import { present } from '../../model/present.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { forecastColumns, forecastPlan } from '../forecasts/forecast-plan.ts';
import type { Planned } from '../planning/plan-intent.ts';
import { type EarlierMove, recheckMoves } from '../planning/recheck-moves.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { storePlan } from './store-plan.ts';
import { suggestionEvent } from './suggestion-event.ts';

/** How long a suggestion waits after the planner last confirmed it. */
export const SUGGESTION_LIFE_SECONDS = 600;

/** The suggestion of a cluster that waits after an evaluation. */
export interface KeptSuggestion {
  id: string;
  number: number;
  isNew: boolean; // else it has waited before
}

/**
 * Keeps at most one suggestion of a cluster waiting: a new one, or the waiting one for as long as the policy is the same and
 * it is about as good, so that nobody reads a text that changes every minute. Null: there is nothing to suggest, or no new one may be made yet.
 */
export async function keepSuggestion(
  ctx: Context,
  cluster: ClusterState,
  planned: Planned,
  { mayBeNew }: { mayBeNew: boolean },
): Promise<KeptSuggestion | null> {
  const now = ctx.clock.now();
  const { plan, snapshot, policy } = planned;
  return ctx.db.$transaction(async (tx) => {
    const waiting = await tx.plan.findFirst({
      where: { clusterId: cluster.id, state: 'suggested', kind: 'balance' },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
    if (plan.moves.length === 0) {
      if (waiting) await supersede(tx, waiting.id, now, 'no-longer-needed');
      return null;
    }
    if (waiting) {
      const again = isOfPolicy(waiting, policy) ? stillGood(snapshot, policy, waiting.moves, plan) : null;
      if (again) {
        await confirm(tx, waiting, { current: again, cluster, snapshot, policy, now });
        return { id: waiting.id, number: waiting.number, isNew: false };
      }
      await supersede(tx, waiting.id, now, 'newer-suggestion');
    }
    if (!mayBeNew) return null;
    const stored = await storePlan(tx, draftOf(ctx, cluster, planned, now));
    await recordEvents(tx, now, [suggestionEvent('made', stored, { moves: plan.moves.length })]);
    if (waiting) await tx.plan.update({ where: { id: waiting.id }, data: { supersededById: stored.id } });
    return { id: stored.id, number: stored.number, isNew: true };
  });
}

function draftOf(ctx: Context, cluster: ClusterState, planned: Planned, now: Date) {
  const { intent, ...made } = planned;
  const expiresAt = expiryAfter(now);
  const { name } = ctx.actor;
  return {
    ...made,
    cluster,
    now,
    kind: planKindOf[intent.kind],
    state: 'suggested',
    requestedBy: name,
    expiresAt,
  } as const;
}

const expiryAfter = (now: Date): Date => new Date(now.getTime() + SUGGESTION_LIFE_SECONDS * 1000);

/** What says which moves are worth it: once somebody changes it, a suggestion by the former policy is planned again. */
const deciding = [
  'cpuThresholdPercent',
  'memoryThresholdPercent',
  'objective',
  'balanceBy',
  'aggressiveness',
  'minGain',
  'coolDownSeconds',
  'maxMoves',
] as const satisfies readonly PolicyField[];

const isOfPolicy = (made: { policy: Policy }, policy: Policy): boolean =>
  deciding.every((name) => made.policy[name] === policy[name]);

/**
 * The waiting moves on the current cluster, if all still fit, have a reason and achieve about as much as the newest
 * plan; otherwise null.
 */
function stillGood(snapshot: Snapshot, policy: Policy, moves: EarlierMove[], newest: Plan): Plan | null {
  const again = recheckMoves(snapshot, policy, moves);
  if (again.faults.length > 0) return null;
  const slack = present(
    toleratedSpreadByAggressiveness[policy.aggressiveness],
    'what this aggressiveness tolerates',
  );
  const isAsGood =
    again.plan.after.overloadedHosts <= newest.after.overloadedHosts &&
    again.plan.after.spread <= newest.after.spread + slack;
  const isWorthIt = again.plan.moves.every(
    ({ reason }) => reason.code !== 'even-load' || Number(reason.facts.gain) > 0,
  );
  return isAsGood && isWorthIt ? again.plan : null;
}

/** The waiting suggestion, updated: it is extended, and its texts name the current loads. */
async function confirm(
  tx: Transaction,
  waiting: { id: string; moves: { id: string }[] },
  seen: { current: Plan; cluster: ClusterState; snapshot: Snapshot; policy: Policy; now: Date },
): Promise<void> {
  const { current, cluster, snapshot, policy, now } = seen;
  const forecast = forecastPlan(cluster, snapshot, policy, current.moves);
  const { before, after } = current;
  await tx.plan.update({
    where: { id: waiting.id },
    data: {
      confirmedAt: now,
      expiresAt: expiryAfter(now),
      ...toJson('plan', { before, after, snapshot, policy }),
    },
  });
  for (const [index, { reason, after, predicted }] of current.moves.entries()) {
    await tx.move.update({
      where: { id: present(waiting.moves[index], 'a move of the suggestion that waits').id },
      data: { ...toJson('move', { reason, after }), ...forecastColumns(forecast.moves[index], predicted) },
    });
  }
}

/** Withdraws the suggestion of a cluster that waits, if there is one. */
export async function withdraw(ctx: Context, clusterId: string, reason: SupersedeReason): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const waiting = await tx.plan.findFirst({ where: { clusterId, state: 'suggested', kind: 'balance' } });
    if (waiting) await supersede(tx, waiting.id, ctx.clock.now(), reason);
  });
}

/** The suggestions of the cluster that expired without a decision. */
export async function expireOld(ctx: Context, clusterId: string, now: Date): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const expired = await changePlanState(tx, { clusterId, expiresAt: { lt: now } }, 'expired');
    const events = expired.map((plan) => suggestionEvent('expired', plan));
    await recordEvents(tx, now, events);
  });
}

async function supersede(
  tx: Transaction,
  planId: string,
  now: Date,
  decisionReason: SupersedeReason,
): Promise<void> {
  const superseded = await changePlanState(tx, { id: planId }, 'superseded', {
    decidedAt: now,
    decisionReason,
  });
  const events = superseded.map((plan) => suggestionEvent('superseded', plan, { reason: decisionReason }));
  await recordEvents(tx, now, events);
}
