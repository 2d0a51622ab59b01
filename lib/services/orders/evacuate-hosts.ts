import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import { VsanData } from '../../model/manager-maintenance.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import { vmsToLeave } from '../planning/planning-snapshot.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { drainHost } from './drain-host.ts';
import { asOrdered, type Order, type OrderPlan, type PlacedFor } from './order.ts';
import { placeOrder } from './place-order.ts';
import type { EmptiedHost } from './start-run.ts';

/** As many hosts as the largest cluster that is measured. */
const MAX_HOSTS = 64;

/** VMs to leave, and rules to lift, in one order. */
const MAX_LEFT = 500;

export const PreviewEvacuationInput = OrderPatch.extend({
  hostIds: z.array(z.string()).min(1).max(MAX_HOSTS), // of one cluster
  kind: KindChoice.default('automatic'), // of every VM that is not stopped
  leave: z.array(z.uuid()).max(MAX_LEFT).default([]), // VMs that stay: see `mayBeLeft`
  lift: z.array(z.uuid()).max(MAX_LEFT).default([]), // rules that do not count for this evacuation
});
export type PreviewEvacuationInput = z.input<typeof PreviewEvacuationInput>;

/**
 * The plan to evacuate these hosts together now, with these options: its moves, and the VMs that cannot leave, with
 * reasons. Nothing is stored. Throws `host-not-found`, `hosts-of-several-clusters`, `invalid-input`.
 */
export async function previewEvacuation({
  ctx,
  input,
}: {
  ctx: Context;
  input: PreviewEvacuationInput;
}): Promise<Planned> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { hostIds, kind, leave, lift, ...asked } = parseInput(PreviewEvacuationInput, input);
  const { clusterId, hosts } = await findHosts(ctx.db, hostIds);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  const ids = hosts.map(({ id }) => id);
  const intent = { kind: 'evacuate', hostIds: ids, moveKind: kind, leave, lift } as const;
  return planIntent(ctx, state, intent, { asked });
}

export const EvacuateHostsInput = PreviewEvacuationInput.extend({
  note: z.string().trim().max(200).default(''),
  vsanData: VsanData.nullable().default(null), // where its manager has vSAN; null: what is usual there
});
export type EvacuateHostsInput = z.input<typeof EvacuateHostsInput>;

/**
 * Empties hosts of one cluster together and puts each into maintenance mode as soon as it is empty. They drain until
 * their VMs have left; VMs that cannot leave keep their host draining until a person decides. Without VMs no run is
 * needed: the hypervisors are asked at once, and confirm that the hosts are empty. Throws `host-not-found`,
 * `hosts-of-several-clusters`, `vm-cannot-be-left`, `host-not-active` if somebody else was first, and the errors of `placeOrder`: then all
 * of the hosts stay as they are.
 */
export async function evacuateHosts({
  ctx,
  input,
}: {
  ctx: Context;
  input: EvacuateHostsInput;
}): Promise<{ runId: string | null }> {
  return evacuateFor(ctx, input);
}

/** The same for something that Ballast carries out for somebody: `placed` is written in the same transaction. */
export async function evacuateFor(
  ctx: Context,
  input: EvacuateHostsInput,
  placedFor?: PlacedFor,
): Promise<{ runId: string | null }> {
  assertAllowed(ctx.actor, 'host.evacuate', 'some-cluster');
  const parsed = parseInput(EvacuateHostsInput, input);
  const order = orderOf(ctx, await findHosts(ctx.db, parsed.hostIds), parsed);
  return placeOrder(ctx, { ...order, requestedBy: placedFor?.requestedBy, placed: placedFor?.placed });
}

/** The same for one host. */
export const evacuateHost = ({
  ctx,
  input: { hostId, ...more },
}: {
  ctx: Context;
  input: Omit<EvacuateHostsInput, 'hostIds'> & { hostId: string };
}): Promise<{ runId: string | null }> => evacuateHosts({ ctx, input: { ...more, hostIds: [hostId] } });

function orderOf(
  ctx: Context,
  { clusterId, hosts }: { clusterId: string; hosts: readonly EmptiedHost[] },
  { hostIds: _, note, vsanData, kind, leave, lift, ...asked }: z.output<typeof EvacuateHostsInput>,
): Order<{ runId: null }> {
  const hostIds = hosts.map(({ id }) => id);
  const names = hosts.map(({ name }) => name).join(', ');
  const intent = { kind: 'evacuate', hostIds, moveKind: kind, leave, lift } as const;
  const isEmpty = (state: PlanningState) => vmsToLeave(state, hostIds, leave).size === 0;
  let planned = new Map<string, string>();
  let liftedNames = '';
  let leftNames = '';
  return {
    permission: 'host.evacuate',
    clusterId,
    emptied: hosts,
    liftedRules: lift,
    asked,
    plan: async (state) => {
      planned = vmsToLeave(state, hostIds, leave);
      liftedNames = namesOf(state.cluster.rules, lift);
      leftNames = namesOf(state.cluster.vms, leave);
      if (isEmpty(state)) return { intent, asked, moves: [], madeOn: null, store: neverStored };
      const wishes = { asked, isOrdered: true };
      const answer = await planIntent(ctx, draining(state, hostIds), intent, wishes);
      return asOrdered(answer, asked, { note, isKindAsked: kind !== 'automatic' });
    },
    claim: async (tx, { now }) => {
      for (const host of hosts) await drainHost(tx, host, { at: now, leave, vsanData });
    },
    // no move to them can start unnoticed, because starts are locked
    findUnseen: (state) => {
      const unseen = [...vmsToLeave(state, hostIds, leave)].find(
        ([vmId, hostId]) => planned.get(vmId) !== hostId,
      );
      const host = hosts.find(({ id }) => id === unseen?.[1])?.name;
      return host === undefined ? null : { code: 'vm-arrived', facts: { host } };
    },
    settle: async (tx, state) => {
      if (!isEmpty(state)) return null;
      await enqueue(tx, 'collect-cluster', clusterId, { isAsked: true });
      return { runId: null };
    },
    audit: () => {
      const [only] = hosts.length === 1 ? hostIds : [];
      return {
        action: 'host.evacuate',
        target: names,
        ...(only === undefined ? {} : { targetId: only }),
        details: {
          note,
          ...(only === undefined ? { hosts: hosts.length } : {}),
          ...(leftNames === '' ? {} : { left: leftNames }),
          ...(liftedNames === '' ? {} : { lifted: liftedNames }),
        },
      };
    },
  };
}

/** Hosts without VMs have no plan; if VMs are there by now, they are planned again. */
const neverStored: OrderPlan['store'] = () => {
  throw new Error('empty hosts were ordered to run');
};

/** The cluster as it will be once the order is placed. */
function draining(state: PlanningState, hostIds: readonly string[]): PlanningState {
  const hosts = state.cluster.hosts.map((host) =>
    hostIds.includes(host.id) ? { ...host, mode: 'draining' as const } : host,
  );
  return { ...state, cluster: { ...state.cluster, hosts } };
}

const namesOf = (named: readonly { id: string; name: string }[], ids: readonly string[]): string =>
  named.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])).join(', ');

/** In the order in which their rows are locked, each once. */
async function findHosts(db: Database, ids: readonly string[]) {
  const hosts = await db.host.findMany({
    where: { id: { in: ids.filter(isId) } },
    orderBy: { id: 'asc' },
    select: { id: true, name: true, clusterId: true },
  });
  const missing = ids.find((id) => !hosts.some((host) => host.id === id));
  if (missing !== undefined)
    throw new BallastError('host-not-found', `there is no host ${missing}`, { hostId: missing });
  const [clusterId, ...others] = new Set(hosts.map((host) => host.clusterId));
  if (clusterId === undefined || others.length > 0) {
    const names = hosts.map(({ name }) => name).join(', ');
    throw new BallastError('hosts-of-several-clusters', `${names} are not in one cluster`, { hosts: names });
  }
  return { clusterId, hosts: hosts.map(({ id, name }) => ({ id, name })) };
}
