import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import { VsanData } from '../../model/manager-maintenance.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Way } from '../../model/way-out.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import type { Planned } from '../planning/plan-intent.ts';
import { vmsToLeave } from '../planning/planning-snapshot.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { assertPossible, namesOfDecisions, stepsOf } from './carry-decisions.ts';
import { type Decided, decideWays, waysOf } from './decide-ways.ts';
import { DecisionLists, evacuationIntent, PreviewEvacuationInput, stayingOf } from './decisions.ts';
import { drainHost } from './drain-host.ts';
import { asOrdered, type Order, type OrderPlan, type PlacedFor } from './order.ts';
import { placeOrder } from './place-order.ts';
import type { EmptiedHost } from './start-run.ts';

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
}): Promise<EvacuationPreview> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const parsed = parseInput(PreviewEvacuationInput, input);
  const { clusterId, hosts } = await findHosts(ctx.db, parsed.hostIds);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  const hostIds = hosts.map(({ id }) => id);
  const { planned, ...decided } = await decideWays(ctx, state, { ...parsed, hostIds });
  const ways = new Map(
    state.cluster.vms.flatMap((vm) =>
      hostIds.includes(vm.hostId) ? [[vm.id, waysOf(state.cluster, vm)]] : [],
    ),
  );
  return { ...planned, ...decided, ways };
}

/** A plan with the decisions that it was made with, and the ways out of each VM of the hosts. */
export interface EvacuationPreview extends Planned, Omit<Decided, 'planned'> {
  ways: ReadonlyMap<string, readonly Way[]>;
}

export const EvacuateHostsInput = PreviewEvacuationInput.safeExtend({
  note: z.string().trim().max(200).default(''),
  vsanData: VsanData.nullable().default(null), // where its manager has vSAN; null: what is usual there
});
export type EvacuateHostsInput = z.input<typeof EvacuateHostsInput>;

/**
 * Empties hosts of one cluster together and puts each into maintenance mode as soon as it is empty. They drain until
 * their VMs have left; VMs that cannot leave keep their host draining until a person decides. Without VMs no run is
 * needed: the hypervisors are asked at once, and confirm that the hosts are empty. Throws `host-not-found`,
 * `hosts-of-several-clusters`, `vm-cannot-be-left`, `way-not-possible`, `host-not-active` if somebody else was first, and the errors of `placeOrder`: then all
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
  input: z.output<typeof EvacuateHostsInput>,
): Order<{ runId: null }> {
  const { note, kind, lift } = input;
  const asked = OrderPatch.parse(input);
  const hostIds = hosts.map(({ id }) => id);
  let lists: DecisionLists = DecisionLists.parse(input);
  let planned = new Map<string, string>();
  let details: Record<string, string> = {};
  /** Nothing is to be moved, shut down or saved. */
  const isEmpty = (state: PlanningState) =>
    lists.shutDown.length + lists.save.length === 0 &&
    vmsToLeave(state, hostIds, stayingOf(lists)).size === 0;
  return {
    permission: 'host.evacuate',
    clusterId,
    emptied: hosts,
    liftedRules: lift,
    asked,
    plan: async (state) => {
      const { note: _, ...wanted } = input;
      const answer = await decideWays(
        ctx,
        draining(state, hosts),
        { ...wanted, hostIds },
        { isOrdered: true },
      );
      lists = answer.lists;
      assertPossible(state.cluster, lists);
      planned = vmsToLeave(state, hostIds, stayingOf(lists));
      details = namesOfDecisions(state.cluster, answer);
      const intent = evacuationIntent(hostIds, kind, lists);
      if (isEmpty(state)) return { intent, asked, moves: [], madeOn: null, store: neverStored };
      const askedFor = new Set([...lists.quick, ...lists.offline]);
      const steps = stepsOf(state.cluster, answer);
      return asOrdered(answer.planned, asked, { note, isKindAsked: kind !== 'automatic', askedFor, steps });
    },
    claim: async (tx, { now }) => {
      for (const host of hosts) await drainHost(tx, host, { at: now, lists, vsanData: input.vsanData });
    },
    // no move to them can start unnoticed, because starts are locked
    findUnseen: (state) => {
      const unseen = [...vmsToLeave(state, hostIds, stayingOf(lists))].find(
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
        target: hosts.map(({ name }) => name).join(', '),
        ...(only === undefined ? {} : { targetId: only }),
        details: { note, ...(only === undefined ? { hosts: hosts.length } : {}), ...details },
      };
    },
  };
}

/** Hosts without VMs have no plan; if VMs are there by now, they are planned again. */
const neverStored: OrderPlan['store'] = () => {
  throw new Error('empty hosts were ordered to run');
};

/** The cluster as it will be once the order is placed. A host that drains already keeps what was decided before. */
function draining(state: PlanningState, emptied: readonly EmptiedHost[]): PlanningState {
  const isEmptied = (id: string) => emptied.some((host) => host.id === id);
  const hosts = state.cluster.hosts.map((host) =>
    isEmptied(host.id) && host.mode !== 'draining'
      ? { ...host, mode: 'draining' as const, mayStay: [], mayStayRunning: [] }
      : host,
  );
  return { ...state, cluster: { ...state.cluster, hosts } };
}

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
