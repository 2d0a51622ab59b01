import type { Plan, ReasonCode } from '../../model/plan.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Context } from '../context.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';

/** The part of a plan that matters here. */
type Reasoned = { moves: readonly Pick<Plan['moves'][number], 'reason'>[] };

const hasReason = (plan: Reasoned, ...codes: ReasonCode[]): boolean =>
  plan.moves.some(({ reason }) => codes.includes(reason.code));

/** Since when every evaluation of the cluster has found moves that even out its loads; null: this one finds none. */
export async function keepUnevenSince(
  ctx: Context,
  { id, unevenSince }: Pick<ClusterState, 'id' | 'unevenSince'>,
  plan: Reasoned,
  now: Date,
): Promise<Date | null> {
  const known = unevenSince && unevenSince <= now ? unevenSince : now; // a clock may have been ahead
  const since = hasReason(plan, 'even-load') ? known : null;
  if (since?.getTime() !== unevenSince?.getTime())
    await ctx.db.cluster.update({ where: { id }, data: { unevenSince: since } });
  return since;
}

/**
 * Why a plan is not suggested yet: neither has a host that it relieves been overloaded for the time of the policy, nor the
 * cluster been uneven for it. Broken rules are repaired at once, and an overload that is
 * expected does not last yet. Null: it is suggested, or the plan is empty. Pure.
 */
export function whyNotHeld(
  { hosts }: { hosts: readonly { name: string; overloadedSince: Date | null }[] },
  plan: Reasoned,
  { holdSeconds, unevenSince, now }: { holdSeconds: number; unevenSince: Date | null; now: Date },
): PlanOutcome | null {
  if (holdSeconds === 0 || plan.moves.length === 0 || hasReason(plan, 'repair-rule', 'expected-overload'))
    return null;
  const relieved = new Set(
    plan.moves.flatMap(({ reason: { code, facts } }) =>
      code === 'cpu-overload' || code === 'memory-overload' ? facts.host : [],
    ),
  );
  const overloaded = hosts.flatMap(({ name, overloadedSince }) =>
    relieved.has(name) ? (overloadedSince ?? now) : [],
  );
  const begins = [...overloaded, ...(unevenSince ? [unevenSince] : [])].map((since) => since.getTime());
  const lastsSeconds = Math.max(0, Math.round((now.getTime() - Math.min(...begins, now.getTime())) / 1000));
  return lastsSeconds >= holdSeconds ? null : { code: 'not-held', facts: { lastsSeconds, holdSeconds } };
}
