import { z } from 'zod';
import type { Transaction } from '../../db/client.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { beginDraining } from '../../db/hosts.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import { vmsToLeave } from '../planning/planning-snapshot.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { asOrdered, type Order, type OrderPlan } from './order.ts';
import { placeOrder } from './place-order.ts';

export const PreviewEvacuationInput = OrderPatch.extend({
  hostId: z.uuid(),
  kind: KindChoice.default('automatic'), // of every VM that is not stopped
});
export type PreviewEvacuationInput = z.input<typeof PreviewEvacuationInput>;

/**
 * The plan to evacuate a host now, with these options: its moves, and the VMs that cannot leave, with reasons.
 * Nothing is stored. Throws `host-not-found`, `invalid-input`.
 */
export async function previewEvacuation({
  ctx,
  input,
}: {
  ctx: Context;
  input: PreviewEvacuationInput;
}): Promise<Planned> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { hostId, kind, ...asked } = parseInput(PreviewEvacuationInput, input);
  const { clusterId } = await findHost(ctx, hostId);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  return planIntent(ctx, state, { kind: 'evacuate', hostId, moveKind: kind }, { asked });
}

export const EvacuateHostInput = PreviewEvacuationInput.extend({
  note: z.string().trim().max(200).default(''),
});
export type EvacuateHostInput = z.input<typeof EvacuateHostInput>;

/**
 * Empties a host and puts it into maintenance mode. It drains until its VMs have left; VMs that cannot leave keep it
 * draining until a person decides. Without VMs no run is needed: the hypervisor is asked at once, and the host enters
 * maintenance mode if it confirms that. Throws `host-not-found`, `host-not-active` if somebody else was first, and
 * the errors of `placeOrder`.
 */
export async function evacuateHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: EvacuateHostInput;
}): Promise<{ runId: string | null }> {
  assertAllowed(ctx.actor, 'host.evacuate', 'some-cluster');
  const parsed = parseInput(EvacuateHostInput, input);
  const host = await findHost(ctx, parsed.hostId);
  try {
    return await placeOrder(ctx, orderOf(ctx, host, parsed));
  } catch (error) {
    if (isUniqueViolation(error)) throw notActive(host);
    throw error;
  }
}

function orderOf(
  ctx: Context,
  host: { id: string; name: string; clusterId: string },
  { hostId, note, kind, ...asked }: z.output<typeof EvacuateHostInput>,
): Order<{ runId: null }> {
  const { clusterId } = host;
  const intent = { kind: 'evacuate', hostId, moveKind: kind } as const;
  const isEmpty = (state: PlanningState) => vmsToLeave(state, hostId).size === 0;
  let planned = new Set<string>();
  return {
    permission: 'host.evacuate',
    clusterId,
    asked,
    plan: async (state) => {
      planned = vmsToLeave(state, hostId);
      if (isEmpty(state)) return { intent, asked, moves: [], madeOn: null, store: neverStored };
      const more = { hostId, note, isKindAsked: kind !== 'automatic' };
      const wishes = { asked, isOrdered: true };
      return asOrdered(await planIntent(ctx, draining(state, hostId), intent, wishes), asked, more);
    },
    claim: (tx, { now }) => drain(tx, host, now),
    // no move to it can start unnoticed, because starts are locked
    findUnseen: (state) => {
      const areSeen = [...vmsToLeave(state, hostId)].every((id) => planned.has(id));
      return areSeen ? null : { code: 'vm-arrived', facts: { host: host.name } };
    },
    settle: async (tx, state) => {
      if (!isEmpty(state)) return null;
      await enqueue(tx, 'collect-cluster', clusterId, { isAsked: true });
      return { runId: null };
    },
    audit: () => ({ action: 'host.evacuate', target: host.name, targetId: hostId, details: { note } }),
  };
}

/** An empty host has no plan; a host that has VMs by now is planned again. */
const neverStored: OrderPlan['store'] = () => {
  throw new Error('an empty host was ordered to run');
};

/** The cluster as it will be once the order is placed. */
function draining(state: PlanningState, hostId: string): PlanningState {
  const hosts = state.cluster.hosts.map((host) =>
    host.id === hostId ? { ...host, mode: 'draining' as const } : host,
  );
  return { ...state, cluster: { ...state.cluster, hosts } };
}

/** A host that is still draining after an evacuation has ended can be evacuated again. */
async function drain(tx: Transaction, host: { id: string; name: string }, at: Date): Promise<void> {
  if (!(await beginDraining(tx, host.id, { at, mayStay: [] }))) throw notActive(host);
}

const notActive = (host: { name: string }): BallastError =>
  new BallastError('host-not-active', `${host.name} is in maintenance or being evacuated already`, {
    host: host.name,
  });

async function findHost(ctx: Context, hostId: string) {
  const host = await ctx.db.host.findUnique({ where: { id: hostId } });
  if (!host) throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  return host;
}
