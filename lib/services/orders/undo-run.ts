import { z } from 'zod';
import type { Database, Transaction } from '../../db/client.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Plan } from '../../model/plan.ts';
import { OrderPatch } from '../../model/policy.ts';
import { isFinishedRun } from '../../model/run.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { StayingVm } from '../../model/staying-vm.ts';
import type { Context } from '../context.ts';
import { returnToService } from '../maintenance/leave-maintenance.ts';
import { parseInput } from '../parse-input.ts';
import type { Planned } from '../planning/plan-intent.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { type BackWishes, draftBack } from './draft-back.ts';
import { formerHosts } from './former-hosts.ts';
import { inService, readAway } from './hosts-away.ts';
import { asOrdered, type Order } from './order.ts';
import { placeOrder } from './place-order.ts';

export interface UndoPreview {
  run: { id: string; number: number };
  /** Why the run cannot be undone now: not-finished, nothing-moved, already-undone, undo-running, nothing-to-undo. */
  refusal: { code: string; facts: Facts } | null;
  plan: Plan;
  snapshot: Snapshot;
  staying: StayingVm[];
  returning: string[]; // hosts that return to service with it, by name
}

/** The plan to undo a finished run now: its moves, and the VMs that would stay, with reasons. Nothing is stored. */
export async function previewUndo({
  ctx,
  input,
}: {
  ctx: Context;
  input: { runId: string };
}): Promise<UndoPreview> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const run = await findRun(ctx.db, input.runId);
  assertAllowed(ctx.actor, 'read', { clusterId: run.clusterId });
  const state = await readPlanningState(ctx.db, run.clusterId);
  const { planned, staying, returning, refusal } = await draftUndo(ctx, run, state, {});
  const { plan, snapshot } = planned;
  return { run: { id: run.id, number: run.number }, refusal, plan, snapshot, staying, returning };
}

export const UndoRunInput = OrderPatch.extend({
  runId: z.uuid(),
  note: z.string().trim().max(200).default(''),
});
export type UndoRunInput = z.input<typeof UndoRunInput>;

/**
 * Undoes a finished run: a new plan that moves its VMs back to their former hosts as far as it still fits, approved
 * by the request. Hosts that are still away because the run emptied them return to service in the same transaction.
 * Throws `run-not-found`, `undo-refused` with the `reason` of the preview, `host-being-evacuated`, `host-being-patched`, and the errors of
 * `placeOrder`.
 */
export async function undoRun({
  ctx,
  input,
}: {
  ctx: Context;
  input: UndoRunInput;
}): Promise<{ runId: string }> {
  return undoFor(ctx, parseInput(UndoRunInput, input));
}

/** The same for somebody who asked for it earlier; `alsoIn` and `placed` write in the same transaction. */
export async function undoFor(
  ctx: Context,
  { runId, note, ...asked }: z.output<typeof UndoRunInput>,
  {
    requestedBy,
    alsoIn,
    placed,
  }: { requestedBy?: string; alsoIn?: (tx: Transaction) => Promise<void> } & Pick<Order, 'placed'> = {},
): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'plan.approve', 'some-cluster');
  const { clusterId, number } = await findRun(ctx.db, runId);
  assertAllowed(ctx.actor, 'host.maintain', { clusterId });
  const target = nameOf({ number });
  const assertNot = (refusal: UndoPreview['refusal']): void => {
    if (refusal === null) return;
    const facts = { run: target, reason: refusal.code, ...refusal.facts };
    throw new BallastError('undo-refused', `${target} cannot be undone: ${refusal.code}`, facts);
  };
  return placeOrder(ctx, {
    permission: 'plan.approve',
    clusterId,
    requestedBy,
    placed,
    asked,
    plan: async (state) => {
      const { planned, refusal } = await draftUndo(ctx, await findRun(ctx.db, runId), state, {
        asked,
        isOrdered: true,
      });
      assertNot(refusal);
      return asOrdered(planned, asked, { note, undoOfRunId: runId });
    },
    // if two people undo the same run, the second sees the undo of the first
    claim: async (tx) => {
      const run = await findRun(tx, runId);
      for (const host of await readAway(tx, run)) await returnToService(ctx, tx, host);
      assertNot(await whyNotUndo(tx, run));
      await alsoIn?.(tx);
    },
    audit: (run, { moves }) => ({
      action: 'run.undo',
      target,
      targetId: runId,
      details: { ...(run ? { by: nameOf(run) } : {}), moves: moves.length },
    }),
  });
}

const nameOf = (run: { number: number }): string => `R-${run.number}`;

async function findRun(db: Database | Transaction, runId: string) {
  const run = isId(runId)
    ? await db.run.findUnique({
        where: { id: runId },
        include: { moves: { orderBy: { sequence: 'asc' } }, hosts: { select: { hostId: true } } },
      })
    : null;
  if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  return run;
}

async function draftUndo(
  ctx: Context,
  run: Awaited<ReturnType<typeof findRun>>,
  state: PlanningState,
  wishes: BackWishes,
): Promise<Pick<UndoPreview, 'refusal' | 'staying' | 'returning'> & { planned: Planned }> {
  const away = await readAway(ctx.db, run);
  const returned = inService(
    state,
    away.map(({ id }) => id),
  );
  const { planned, staying } = await draftBack(ctx, { run: nameOf(run), moves: run.moves }, returned, wishes);
  const nothing = planned.plan.moves.length === 0 ? { code: 'nothing-to-undo', facts: {} } : null;
  const returning = away.map(({ name }) => name);
  return { planned, staying, returning, refusal: (await whyNotUndo(ctx.db, run)) ?? nothing };
}

async function whyNotUndo(
  db: Database | Transaction,
  run: Awaited<ReturnType<typeof findRun>>,
): Promise<UndoPreview['refusal']> {
  if (!isFinishedRun(run.state)) return { code: 'not-finished', facts: {} };
  if (formerHosts(run.moves).length === 0) return { code: 'nothing-moved', facts: {} };
  const last = await db.run.findFirst({
    where: { plan: { undoOfRunId: run.id }, state: { in: ['waiting', 'running', 'succeeded'] } },
    orderBy: { createdAt: 'desc' },
    select: { number: true, state: true },
  });
  if (!last) return null;
  const code = last.state === 'succeeded' ? 'already-undone' : 'undo-running';
  return { code, facts: { by: nameOf(last) } };
}
