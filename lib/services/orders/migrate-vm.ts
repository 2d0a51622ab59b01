import { z } from 'zod';
import { clusterPolicy, vmPolicy } from '../../db/policies.ts';
import type { HostRating } from '../../engine/rate-hosts.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import { MovePolicy, OrderPatch } from '../../model/policy.ts';
import { present } from '../../model/present.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { planIntent, plannerOf } from '../planning/plan-intent.ts';
import { planningSnapshot } from '../planning/planning-snapshot.ts';
import { readPlanningState } from '../planning/read-planning-state.ts';
import { withAsked } from '../planning/with-asked.ts';
import { asOrdered, type Order } from './order.ts';
import { placeOrder } from './place-order.ts';

/**
 * The other hosts of a VM's cluster as destinations, best first, each with its rating or the reason why not; `asked`
 * as for the move.
 */
export async function rateDestinations({
  ctx,
  input,
}: {
  ctx: Context;
  input: { vmId: string; asked?: OrderPatch };
}): Promise<{ ratings: HostRating[]; options: MovePolicy }> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { id: vmId, hostId, clusterId } = await findVm(ctx, input.vmId);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  const { asked = {} } = input;
  const policy = clusterPolicy(state.cluster, asked).values;
  const intent = { kind: 'migrate', vmId, toHostId: hostId, moveKind: 'automatic' } as const; // wherever it goes
  const snapshot = withAsked(planningSnapshot(state, ctx.clock.now(), intent), asked);
  const ratings = await plannerOf(ctx)('rate', { snapshot, policy, vmId });
  const vm = present(
    state.cluster.vms.find(({ id }) => id === vmId),
    'the VM in its cluster',
  );
  return { ratings, options: MovePolicy.parse(vmPolicy(state.cluster, vm).values) };
}

export const MigrateVmInput = OrderPatch.extend({
  vmId: z.uuid(),
  toHostId: z.uuid(),
  kind: KindChoice.default('automatic'),
});
export type MigrateVmInput = z.input<typeof MigrateVmInput>;

/**
 * Moves one VM at a person's request: a plan of one move, which the request approves. By default it moves live if
 * that converges, otherwise quick; a person may choose. A stopped VM moves offline. Throws `vm-not-found`,
 * `migration-refused` with the rejection, `two-copies`, and the errors of `placeOrder`.
 */
export async function migrateVm({
  ctx,
  input,
}: {
  ctx: Context;
  input: MigrateVmInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'vm.migrate', 'some-cluster');
  return migrateFor(ctx, parseInput(MigrateVmInput, input));
}

/** The same for somebody who asked for it earlier; `placed` writes in the same transaction. */
export async function migrateFor(
  ctx: Context,
  { vmId, toHostId, kind, ...asked }: z.output<typeof MigrateVmInput>,
  { requestedBy, placed }: Pick<Order, 'requestedBy' | 'placed'> = {},
): Promise<{ runId: string }> {
  const { name, clusterId } = await findVm(ctx, vmId);
  return placeOrder(ctx, {
    permission: 'vm.migrate',
    clusterId,
    requestedBy,
    placed,
    asked,
    plan: async (state) => {
      const isTwice = state.cluster.vms.some((vm) => vm.id === vmId && vm.duplicateHostId !== null);
      if (isTwice) throw new BallastError('two-copies', `two hosts run ${name}`, { vm: name });
      const intent = { kind: 'migrate', vmId, toHostId, moveKind: kind } as const;
      const planned = await planIntent(ctx, state, intent, { asked, isOrdered: true });
      const [why] = planned.plan.rejections;
      if (planned.plan.moves.length === 0) {
        const facts = { reason: why?.code ?? 'no-host-left', ...why?.facts };
        throw new BallastError('migration-refused', `${name} cannot move there: ${facts.reason}`, facts);
      }
      return asOrdered(planned, asked, { isKindAsked: kind !== 'automatic' });
    },
    audit: () => {
      const details = { toHostId, kind, ...(Object.keys(asked).length > 0 ? { options: asked } : {}) };
      return { action: 'vm.migrate', target: name, targetId: vmId, details };
    },
  });
}

async function findVm(ctx: Context, vmId: string) {
  const vm = await ctx.db.vm.findUnique({ where: { id: vmId } });
  if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vmId });
  return vm;
}
