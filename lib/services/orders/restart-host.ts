import { z } from 'zod';
import type { Database, Transaction } from '../../db/client.ts';
import { openOutage } from '../../db/outages.ts';
import { vmPolicies } from '../../db/policies.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import { lockingMoveStates, unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { recordVerdict } from '../outages/read-signs.ts';
import { parseInput } from '../parse-input.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { asOrdered, type Order, type Placing } from './order.ts';
import { placeOrder } from './place-order.ts';

/**
 * The plan that would start the VMs of a host elsewhere: as if it were dead, whether it is or not. Nothing is stored. Throws
 * `host-not-found`.
 */
export async function previewRestart({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<Planned> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { id, clusterId } = await findHost(ctx.db, input.hostId);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  return planIntent(ctx, state, intentOf(state, id), {});
}

export const RestartHostInput = z.object({
  hostId: z.uuid(),
  typedName: z.string().max(200), // the name of the host: a person answers with it for the host being off
  note: z.string().trim().max(200).default(''),
});
export type RestartHostInput = z.input<typeof RestartHostInput>;

/**
 * Starts the VMs of a dead host on others, as a person asks who answers for it being off. Throws `host-not-found`, `name-not-typed`,
 * `host-answers`, `host-still-runs` if a sign of life was seen, `restart-unsupported`, `restart-runs-already`, `nothing-to-restart`, and
 * the errors of `placeOrder`.
 */
export async function restartHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: RestartHostInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'host.restart', 'some-cluster');
  const { hostId, typedName, note } = parseInput(RestartHostInput, input);
  const host = await findHost(ctx.db, hostId);
  if (typedName.trim() !== host.name)
    throw new BallastError('name-not-typed', `type ${host.name}`, { host: host.name });
  return placeOrder(ctx, orderOf(ctx, host, note, 'person'));
}

/** The same by policy, for a host that is proved to be off. Throws the same, and `host-not-proved-off`. */
export async function restartProvedHost({
  ctx,
  input: { hostId },
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'host.restart', 'some-cluster');
  return placeOrder(ctx, orderOf(ctx, await findHost(ctx.db, hostId), '', 'proof'));
}

interface NamedHost {
  id: string;
  name: string;
  clusterId: string;
}

function orderOf(ctx: Context, host: NamedHost, note: string, who: 'person' | 'proof'): Order {
  let proof = '';
  return {
    permission: 'host.restart',
    clusterId: host.clusterId,
    asked: {},
    plan: async (state) => {
      await findRestartable(ctx.db, host);
      if (!descriptorOf(state.cluster.driver).abilities.restart)
        throw new BallastError('restart-unsupported', 'its manager starts the VMs of a dead host', {
          host: host.name,
        });
      const planned = await planIntent(ctx, state, intentOf(state, host.id), { isOrdered: true });
      if (planned.plan.moves.length === 0)
        throw new BallastError('nothing-to-restart', `no VM of ${host.name} can be started elsewhere`, {
          host: host.name,
        });
      return asOrdered(planned, {}, note === '' ? {} : { note });
    },
    claim: async (tx, placing) => {
      proof = await claimOff(tx, host, placing, who);
    },
    audit: (_, { moves }) => ({
      action: 'host.restart-vms',
      target: host.name,
      targetId: host.id,
      details: { vms: moves.length, proof, ...(note === '' ? {} : { note }) },
    }),
  };
}

function intentOf({ cluster, unfinished }: PlanningState, hostId: string): Intent<'restart'> {
  const policyOf = vmPolicies(cluster);
  const own = cluster.vms.filter((vm) => vm.hostId === hostId);
  const isLocking = (state: string): boolean => lockingMoveStates.some((locking) => locking === state);
  return {
    kind: 'restart',
    hostId,
    priorities: new Map(own.map((vm) => [vm.id, policyOf(vm).values.restartPriority])),
    lockedIds: new Set(unfinished.flatMap(({ vmId, state }) => (vmId && isLocking(state) ? vmId : []))),
  };
}

/** The outage of a host of which nothing is seen to run. */
async function findRestartable(db: Database | Transaction, { id: hostId, name }: NamedHost) {
  const outage = await db.outage.findFirst({ where: { hostId, ...openOutage } });
  if (!outage) throw new BallastError('host-answers', `${name} answers`, { host: name });
  if (outage.verdict !== 'unreachable') return outage;
  throw new BallastError('host-still-runs', `${name} shows signs of life`, { host: name });
}

/** Who or what answers for the host being off: recorded with the order, or with nothing. */
async function claimOff(
  tx: Transaction,
  host: NamedHost,
  { requestedBy, now }: Placing,
  who: 'person' | 'proof',
): Promise<string> {
  const facts = { host: host.name };
  await lockHostRow(tx, host.id);
  const outage = await findRestartable(tx, host);
  if (who === 'proof' && (outage.verdict !== 'off' || outage.offProof === 'person'))
    throw new BallastError('host-not-proved-off', `${host.name} is not proved to be off`, facts);
  const running = await tx.run.findFirst({
    where: { kind: 'restart', state: { in: unfinishedRunStates }, moves: { some: { fromHostId: host.id } } },
    select: { number: true },
  });
  if (running)
    throw new BallastError('restart-runs-already', `R-${running.number} starts the VMs of ${host.name}`, {
      ...facts,
      job: `R-${running.number}`,
    });
  if (outage.offAt !== null) return outage.offProof ?? 'person';
  const data = { offProof: 'person', offAt: now, offBy: requestedBy, verdict: 'off' } as const;
  const { count } = await tx.outage.updateMany({
    where: { id: outage.id, ...openOutage, verdict: { not: 'unreachable' } },
    data,
  });
  if (count === 0) throw new BallastError('host-answers', `${host.name} answers`, facts);
  await recordVerdict(tx, { clusterId: host.clusterId, hostId: host.id, host }, 'off', now);
  return 'person';
}
