import { z } from 'zod';
import type { RunForecast } from '../../engine/forecast/forecast-run.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { asOrdered } from './order.ts';
import { placeOrder } from './place-order.ts';

const MAX_MOVES = 500;

export const RelocateVmsInput = z.object({
  clusterId: z.uuid(),
  /** Each VM once; the least important last. */
  wanted: z
    .array(z.object({ vmId: z.uuid(), toHostId: z.uuid() }))
    .min(1)
    .max(MAX_MOVES),
});
export type RelocateVmsInput = z.input<typeof RelocateVmsInput>;

export interface RelocationPreview {
  plan: Plan; // its moves, and which of the wanted ones are refused
  refused: Rejection[];
  forecast: RunForecast;
}

/** The plan that moves VMs to hosts that a person chose, as it is now. Nothing is stored. Throws `cluster-not-found`. */
export async function previewRelocation({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<RelocationPreview> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const asked = parseInput(RelocateVmsInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId: asked.clusterId });
  const planned = await draft(ctx, await readPlanningState(ctx.db, asked.clusterId), asked.wanted, false);
  return { plan: planned.plan, refused: refusedOf(planned.plan), forecast: planned.forecast };
}

/**
 * Moves VMs to the hosts that a person chose, in an order that is safe: one plan, which the request approves. All of them
 * or none: throws `relocation-refused` with the first that cannot move, and the errors of `placeOrder`.
 */
export async function relocateVms({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'vm.migrate', 'some-cluster');
  const { clusterId, wanted } = parseInput(RelocateVmsInput, input);
  const names: string[] = [];
  return placeOrder(ctx, {
    permission: 'vm.migrate',
    clusterId,
    asked: {},
    plan: async (state) => {
      const planned = await draft(ctx, state, wanted, true);
      assertWhole(state, planned.plan);
      const moving = new Set(planned.plan.moves.map(({ vmId }) => vmId));
      names.splice(
        0,
        names.length,
        ...state.cluster.vms.flatMap(({ id, name }) => (moving.has(id) ? [name] : [])),
      );
      return asOrdered(planned, {});
    },
    audit: (_, { moves }) => ({
      action: 'vm.migrate',
      target: listOf(names),
      details: { moves: moves.length },
    }),
  });
}

/** So many names are written out; the others are counted. */
const MAX_NAMES = 20;

const listOf = (names: readonly string[]): string =>
  names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ` + ${names.length - MAX_NAMES}` : '');

const draft = (
  ctx: Context,
  state: PlanningState,
  wanted: z.output<typeof RelocateVmsInput>['wanted'],
  isOrdered: boolean,
): Promise<Planned> => planIntent(ctx, state, { kind: 'relocate', wanted }, { isOrdered });

/** The wanted moves that are not made; a move that is made in another way than live is none of them. */
function refusedOf({ moves, rejections }: Plan): Rejection[] {
  const moving = new Set(moves.map(({ vmId }) => vmId));
  return rejections.filter(({ vmId }) => vmId === undefined || !moving.has(vmId));
}

function assertWhole({ cluster }: PlanningState, plan: Plan): void {
  const [why] = refusedOf(plan);
  if (!why && plan.moves.length > 0) return;
  const vm = cluster.vms.find(({ id }) => id === why?.vmId)?.name ?? '-';
  const facts = { vm, reason: why?.code ?? 'same-host', ...why?.facts };
  throw new BallastError('relocation-refused', `${vm} cannot move there: ${facts.reason}`, facts);
}
