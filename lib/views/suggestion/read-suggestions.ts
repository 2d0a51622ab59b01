import { type ClusterPolicies, withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type NotReady, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import type { PlanState } from '../../model/plan.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Context } from '../../services/context.ts';
import { describeSuggestion, type SuggestionGist } from '../shared/suggestion-gist.ts';
import { thresholdsOf } from '../shared/thresholds.ts';

export interface SuggestionRow extends SuggestionGist {
  state: PlanState; // one that nobody decided in time is expired, also before the planner has said so
  createdAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null; // null: Ballast itself
  decisionReason: string | null;
  run: { id: string; number: number } | null;
  supersededBy: { id: string; number: number } | null;
  thresholdPercent: number | null; // of the overload that it relieves
}

export interface Suggestions {
  waiting: SuggestionRow[];
  earlier: SuggestionRow[]; // newest first
  clusters: {
    id: string;
    name: string;
    outcome: PlanOutcome | null; // of the last planning
    plannedAt: Date | null;
    notReady: NotReady | null; // why nothing can be ordered in it
    now: Date;
  }[];
}

const EARLIER_ROWS = 30;

const columns = {
  id: true,
  number: true,
  clusterId: true,
  state: true,
  before: true,
  after: true,
  createdAt: true,
  expiresAt: true,
  decidedAt: true,
  decidedBy: true,
  decisionReason: true,
  cluster: {
    select: { name: true, ...withPolicy },
  },
  moves: { orderBy: { sequence: 'asc' }, select: { wave: true, reason: true, predictedSeconds: true } },
  run: { select: { id: true, number: true } },
  parts: { select: { run: { select: { id: true, number: true } } } },
  supersededBy: { select: { id: true, number: true } },
} as const;

/** The suggestions that wait, the last that do no longer, and what planning each cluster last led to. */
export async function readSuggestions({ ctx }: { ctx: Context }): Promise<Suggestions> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const suggestions = { kind: 'balance', parentId: null } as const;
  const [clusters, waiting, earlier] = await Promise.all([
    ctx.db.cluster.findMany({
      orderBy: { name: 'asc' },
      select: {
        id: true,
        name: true,
        lastPlanOutcome: true,
        lastPlannedAt: true,
        ...presentColumns,
      },
    }),
    ctx.db.plan.findMany({
      where: { ...suggestions, state: 'suggested' },
      orderBy: { createdAt: 'desc' },
      select: columns,
    }),
    ctx.db.plan.findMany({
      where: { ...suggestions, state: { not: 'suggested' } },
      orderBy: { createdAt: 'desc' },
      take: EARLIER_ROWS,
      select: columns,
    }),
  ]);
  const clocks = new Map(clusters.map((cluster) => [cluster.id, presentOf(cluster, now)]));
  const rows = [...waiting, ...earlier].map((plan) =>
    viewSuggestion(plan, clocks.get(plan.clusterId)?.now ?? now),
  );
  return {
    waiting: rows.filter((row) => row.state === 'suggested'),
    earlier: rows
      .filter((row) => row.state !== 'suggested')
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
    clusters: clusters.map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      plannedAt: cluster.lastPlannedAt,
      outcome: cluster.lastPlanOutcome,
      notReady: clocks.get(cluster.id)?.notReady ?? null,
      now: clocks.get(cluster.id)?.now ?? now,
    })),
  };
}

type StoredRow = Parameters<typeof describeSuggestion>[0] &
  Omit<SuggestionRow, keyof SuggestionGist | 'thresholdPercent'> & {
    parts: { run: SuggestionRow['run'] }[];
    cluster: ClusterPolicies;
  };

function viewSuggestion(plan: StoredRow, now: Date): SuggestionRow {
  const gist = describeSuggestion(plan);
  const { cpuThresholdPercent, memoryThresholdPercent } = thresholdsOf(plan.cluster);
  const thresholds: Partial<Record<SuggestionGist['aim']['code'], number>> = {
    'cpu-overload': cpuThresholdPercent,
    'memory-overload': memoryThresholdPercent,
  };
  return {
    ...gist,
    state: stateAt(plan, now),
    createdAt: plan.createdAt,
    decidedAt: plan.decidedAt,
    decidedBy: plan.decidedBy,
    decisionReason: plan.decisionReason,
    run: plan.run ?? plan.parts[0]?.run ?? null,
    supersededBy: plan.supersededBy,
    thresholdPercent: thresholds[gist.aim.code] ?? null,
  };
}

/** A suggestion whose time has run out counts as expired at once; the planner writes it down later. */
export function stateAt(plan: { state: PlanState; expiresAt: Date | null }, now: Date): PlanState {
  const isOver = plan.state === 'suggested' && plan.expiresAt !== null && plan.expiresAt < now;
  return isOver ? 'expired' : plan.state;
}
