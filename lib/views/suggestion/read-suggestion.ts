import { z } from 'zod';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type NotReady, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { type Dismissal, dismissalOf } from '../../model/dismissal.ts';
import type { DriverAbilities } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { MoveForecast } from '../../model/move-forecast.ts';
import type { ClusterFigures, PlanKind, PlanState, Prediction, Reason } from '../../model/plan.ts';
import { MovePolicy, OrderPatch, type Policy } from '../../model/policy.ts';
import { type Priority, priorityOf } from '../../model/priority.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';
import { type RunOutlookView, viewRunForecast } from '../../services/forecasts/forecast-plan.ts';
import { parseInput } from '../../services/parse-input.ts';
import { neededMoves } from '../../services/planning/needed-moves.ts';
import { recheckMoves } from '../../services/planning/recheck-moves.ts';
import { forecastStored } from '../../services/plans/forecast-stored.ts';
import { compareHosts, type HostChange } from '../shared/compare-hosts.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { describeSuggestion, type SuggestionGist } from '../shared/suggestion-gist.ts';
import { stateAt } from './read-suggestions.ts';

export interface SuggestedMove {
  id: string;
  wave: number;
  vm: string;
  from: string;
  to: string;
  kind: MoveKind;
  memoryMiB: number;
  reason: Reason;
  predicted: Prediction;
  forecast: MoveForecast | null; // null: made before there was one
  spreadAfter: number;
  priority: Priority;
  /** The moves of the suggestion that it needs, by id: they are approved with it. */
  needs: string[];
  vmId: string | null; // null: it no longer exists
}

interface PlanLink {
  id: string;
  number: number;
}

export interface SuggestionPage {
  gist: SuggestionGist;
  kind: PlanKind;
  state: PlanState;
  cluster: { id: string; name: string; notReady: NotReady | null; abilities: DriverAbilities };
  policy: Policy; // that it was made by
  /** The default options of its moves. */
  options: MovePolicy;
  takenAt: Date;
  createdAt: Date;
  confirmedAt: Date;
  expiresAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  decisionReason: string | null;
  dismissal: Dismissal | null; // dismissed by a person: why
  before: ClusterFigures;
  after: ClusterFigures;
  moves: SuggestedMove[];
  /** The moves that the following figures are about, and `after`: those that were asked for, or all. */
  chosen: string[];
  forecastRun: RunOutlookView;
  hosts: HostChange[]; // those that a move touches, the fullest first
  hostsUntouched: number;
  rejections: RejectionGroup[];
  /** Since when the host that it relieves has been over its threshold. */
  overloadedSince: Date | null;
  replaces: PlanLink | null;
  supersededBy: PlanLink | null;
  run: PlanLink | null; // of all its moves, or of the approved ones
  isPartly: boolean; // only some of its moves were approved
  parent: PlanLink | null; // the suggestion of which these are the approved moves
  /** The suggestion that waits in this cluster now, if it is another one. */
  waiting: PlanLink | null;
}

const link = { select: { id: true, number: true } } as const;

export const ReadSuggestionInput = OrderPatch.extend({
  planId: z.string(),
  /** Figures of these moves only; left out: of all. */
  moveIds: z.array(z.string()).max(1000).optional(),
});
export type ReadSuggestionInput = z.input<typeof ReadSuggestionInput>;

/**
 * A suggestion with all that a decision needs, from the snapshot that it was made of. While it waits its forecast is that
 * of an approval with these options. Throws `plan-not-found`, `invalid-input`.
 */
export async function readSuggestion({
  ctx,
  input,
}: {
  ctx: Context;
  input: ReadSuggestionInput;
}): Promise<SuggestionPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { planId, moveIds, ...asked } = parseInput(ReadSuggestionInput, input);
  const plan = await findPlan(ctx, planId);
  assertAllowed(ctx.actor, 'read', { clusterId: plan.clusterId });
  const { now, notReady } = presentOf(plan.cluster, ctx.clock.now());
  const gist = describeSuggestion(plan);
  const relieved = 'host' in gist.aim ? gist.aim.host : null;
  const [waiting, host] = await Promise.all([
    ctx.db.plan.findFirst({
      where: {
        clusterId: plan.clusterId,
        kind: 'balance',
        state: 'suggested',
        id: { not: plan.id },
        expiresAt: { gt: now },
      },
      ...link,
    }),
    relieved
      ? ctx.db.host.findFirst({
          where: { clusterId: plan.clusterId, name: relieved },
          select: { overloadedSince: true },
        })
      : null,
  ]);
  const chosen = moveIds ? plan.moves.filter(({ id }) => moveIds.includes(id)) : plan.moves;
  const { snapshot, policy, forecast, columns } = forecastStored({ ...plan, moves: chosen }, asked);
  const rows = new Map(chosen.map(({ id }, index) => [id, columns?.[index]]));
  const needed = plan.state === 'suggested' ? neededMoves(snapshot, policy, plan.moves) : [];
  const changes = compareHosts(
    snapshot,
    chosen.flatMap((move) => (move.vmId === null ? [] : { ...move, vmId: move.vmId })),
  );
  const touched = changes.filter((change) => change.isTouched);
  const forecastRun = viewRunForecast(forecast);
  return {
    gist: { ...gist, seconds: forecastRun.seconds },
    kind: plan.kind,
    state: stateAt(plan, now),
    policy,
    options: MovePolicy.parse(clusterPolicy(plan.cluster).values),
    cluster: {
      id: plan.clusterId,
      name: plan.cluster.name,
      notReady,
      abilities: descriptorOf(plan.cluster.driver).abilities,
    },
    takenAt: plan.takenAt,
    createdAt: plan.createdAt,
    confirmedAt: plan.confirmedAt,
    expiresAt: plan.expiresAt,
    decidedAt: plan.decidedAt,
    decidedBy: plan.decidedBy,
    decisionReason: plan.decisionReason,
    dismissal: plan.state === 'dismissed' ? dismissalOf(plan.dismissal) : null,
    before: plan.before,
    after:
      chosen.length === plan.moves.length ? plan.after : recheckMoves(snapshot, policy, chosen).plan.after,
    chosen: chosen.map(({ id }) => id),
    moves: plan.moves
      .map((stored) => ({ ...stored, ...rows.get(stored.id) }))
      .map((move, index) => ({
        id: move.id,
        wave: move.wave,
        vm: move.vmName,
        from: move.fromHostName,
        to: move.toHostName,
        kind: move.kind,
        memoryMiB: move.memoryMiB,
        reason: move.reason,
        predicted: { seconds: move.predictedSeconds, downtimeMs: move.predictedDowntimeMs },
        forecast: move.forecast,
        spreadAfter: move.after.spread,
        priority: priorityOf(move.reason),
        needs: (needed[index] ?? []).flatMap((at) => plan.moves[at]?.id ?? []),
        vmId: move.vmId,
      })),
    forecastRun,
    hosts: touched.sort((a, b) => fullest(b) - fullest(a)),
    hostsUntouched: changes.length - touched.length,
    rejections: groupRejections(plan.rejections, snapshot),
    overloadedSince: host?.overloadedSince ?? null,
    replaces: plan.supersedes[0] ?? null,
    supersededBy: plan.supersededBy,
    run: plan.run ?? plan.parts[0]?.run ?? null,
    isPartly: plan.parts.length > 0,
    parent: plan.parent,
    waiting,
  };
}

const fullest = (change: HostChange): number => Math.max(change.cpuBefore, change.memoryBefore);

async function findPlan(ctx: Context, planId: string) {
  const notFound = new BallastError('plan-not-found', `there is no plan ${planId}`, { planId });
  if (!isId(planId)) throw notFound;
  const plan = await ctx.db.plan.findUnique({
    where: { id: planId },
    include: {
      cluster: {
        select: {
          ...presentColumns,
          ...withPolicy,
          name: true,
          driver: true,
          hosts: { select: { id: true, migrationNetwork: true } },
        },
      },
      moves: { orderBy: { sequence: 'asc' } },
      run: link,
      parts: { select: { run: link } },
      parent: link,
      supersededBy: link,
      supersedes: { ...link, orderBy: { createdAt: 'desc' }, take: 1 },
    },
  });
  if (!plan) throw notFound;
  return plan;
}
