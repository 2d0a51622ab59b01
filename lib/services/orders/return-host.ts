import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import type { HostRow } from '../../db/rows.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { StayingVm } from '../../model/staying-vm.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { returnToService, StartVms } from '../maintenance/leave-maintenance.ts';
import { parseInput } from '../parse-input.ts';
import type { Planned } from '../planning/plan-intent.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { type BackWishes, draftBack } from './draft-back.ts';
import { inService } from './hosts-away.ts';
import { asOrdered, type PlacedFor } from './order.ts';
import { placeOrder } from './place-order.ts';

export interface ReturnPreview {
  planned: Planned;
  staying: StayingVm[]; // VMs that its evacuation moved and that would not come back, with reasons
}

/**
 * The plan that brings the VMs of a host back that was evacuated, as if it were in service again, and undoes what was moved to
 * make room. Null: no evacuation has moved anything since it went out of service. Nothing is stored. Throws `host-not-found`.
 */
export async function previewReturn({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<ReturnPreview | null> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const host = await findHost(ctx.db, input.hostId);
  assertAllowed(ctx.actor, 'read', { clusterId: host.clusterId });
  return draft(ctx, host, await readPlanningState(ctx.db, host.clusterId), {});
}

interface ReturnDraft extends ReturnPreview {
  undoOfRunId: string | null; // the evacuation that it undoes last; null: that one emptied other hosts too
}

export const ReturnHostInput = OrderPatch.extend({ hostId: z.uuid(), startVms: StartVms });
export type ReturnHostInput = z.input<typeof ReturnHostInput>;

/**
 * Returns a host to service and orders, in the same transaction, that the VMs come back which its evacuation moved, as far as
 * they still fit. Throws `host-not-found`, `nothing-to-return`, `host-being-evacuated`, `host-being-patched`, `host-is-active`, and the errors of
 * `placeOrder`: then the host stays as it is.
 */
export async function returnHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: ReturnHostInput;
}): Promise<{ runId: string }> {
  return returnFor(ctx, input);
}

/** The same for something that Ballast carries out for somebody: `placed` is written in the same transaction. */
export async function returnFor(
  ctx: Context,
  input: ReturnHostInput,
  placedFor?: PlacedFor,
): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { hostId, startVms, ...asked } = parseInput(ReturnHostInput, input);
  const host = await findHost(ctx.db, hostId);
  const { clusterId } = host;
  assertAllowed(ctx.actor, 'plan.approve', { clusterId });
  return placeOrder(ctx, {
    permission: 'host.maintain',
    clusterId,
    requestedBy: placedFor?.requestedBy,
    placed: placedFor?.placed,
    asked,
    plan: async (state) => {
      const drafted = await draft(ctx, host, state, { asked, isOrdered: true });
      if (!drafted || drafted.planned.plan.moves.length === 0)
        throw new BallastError('nothing-to-return', `no VM can be brought back to ${host.name}`, {
          host: host.name,
        });
      const { planned, undoOfRunId } = drafted;
      return asOrdered(planned, asked, undoOfRunId === null ? {} : { undoOfRunId });
    },
    claim: (tx) => returnToService(ctx, tx, host, startVms),
    audit: (_, { moves }) => ({
      action: 'host.bring-back',
      target: host.name,
      targetId: hostId,
      details: { moves: moves.length },
    }),
  });
}

async function draft(
  ctx: Context,
  host: HostRow,
  state: PlanningState,
  wishes: BackWishes,
): Promise<ReturnDraft | null> {
  const runs = await evacuationsOf(ctx.db, host);
  const last = runs.at(-1);
  const moves = runs.flatMap((run) => movesFor(host.id, run));
  if (!last || !moves.some((move) => move.state === 'done')) return null;
  const run = runs.map(({ number }) => `R-${number}`).join(', ');
  const drafted = await draftBack(ctx, { run, moves }, inService(state, [host.id]), wishes);
  return { ...drafted, undoOfRunId: last.hosts.length === 1 ? last.id : null };
}

/** The moves of an evacuation without those of VMs that were on another host which it emptied too. */
function movesFor(hostId: string, { moves, hosts }: Evacuation): Evacuation['moves'] {
  const others = new Set(hosts.flatMap((host) => (host.hostId === hostId ? [] : host.hostId)));
  const homeOf = new Map<string, string>();
  for (const { vmUuid, fromHostId } of moves) if (!homeOf.has(vmUuid)) homeOf.set(vmUuid, fromHostId);
  return moves.filter(({ vmUuid }) => !others.has(homeOf.get(vmUuid) ?? '-'));
}

type Evacuation = Awaited<ReturnType<typeof evacuationsOf>>[number];

/** The evacuations of a host since it went out of service, oldest first, without those that were undone. */
async function evacuationsOf(db: Database, { id, awaySince }: HostRow) {
  const runs = await db.run.findMany({
    where: {
      hosts: { some: { hostId: id, endedAt: { not: null } } },
      ...(awaySince ? { createdAt: { gte: awaySince } } : {}),
    },
    include: { moves: { orderBy: { sequence: 'asc' } }, hosts: { select: { hostId: true } } },
    orderBy: { createdAt: 'desc' },
    ...(awaySince ? {} : { take: 1 }), // it was away before this was recorded: only its last one is sure
  });
  const undone = await db.plan.findMany({
    where: {
      undoOfRunId: { in: runs.map((run) => run.id) },
      run: { state: { in: ['waiting', 'running', 'succeeded'] } },
    },
    select: { undoOfRunId: true },
  });
  const isUndone = new Set(undone.map(({ undoOfRunId }) => undoOfRunId));
  return runs.filter((run) => !isUndone.has(run.id)).toReversed();
}
