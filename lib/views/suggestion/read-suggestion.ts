import { z } from 'zod';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type NotReady, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import type { DriverAbilities } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { MoveForecast } from '../../model/move-forecast.ts';
import type { ClusterFigures, PlanKind, PlanState, Prediction, Reason } from '../../model/plan.ts';
import { MovePolicy, OrderPatch, type Policy } from '../../model/policy.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';
import { type RunOutlookView, viewRunForecast } from '../../services/forecasts/forecast-plan.ts';
import { parseInput } from '../../services/parse-input.ts';
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
  before: ClusterFigures;
  after: ClusterFigures;
  moves: SuggestedMove[];
  forecastRun: RunOutlookView; // of all its moves
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

export const ReadSuggestionInput = OrderPatch.extend({ planId: z.string() });
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
  const { planId, ...asked } = parseInput(ReadSuggestionInput, input);
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
  const { snapshot, policy, forecast, columns } = forecastStored(plan, asked);
  const changes = compareHosts(
    snapshot,
    plan.moves.flatMap((move) => (move.vmId === null ? [] : { ...move, vmId: move.vmId })),
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
    before: plan.before,
    after: plan.after,
    moves: plan.moves
      .map((stored, index) => ({ ...stored, ...columns?.[index] }))
      .map((move) => ({
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
