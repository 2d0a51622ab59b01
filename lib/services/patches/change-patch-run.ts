import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import {
  changePatchPhase,
  changePatchState,
  type PatchHostRow,
  type PatchRunRow,
} from '../../db/patch-runs.ts';
import { enqueue } from '../../db/queue.ts';
import { lockPatchRun } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { AuditAction } from '../../model/audit-action.ts';
import { BallastError } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import { FailedChoice, isOver, mayHaveRun, type PatchPhase, type PatchState } from '../../model/patch-run.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { findPatchRun } from './find-patch-run.ts';

const PatchRunInput = z.object({ patchRunId: z.uuid() });
type PatchRunInput = z.infer<typeof PatchRunInput>;

/**
 * Lets nothing new begin: no host is emptied, and no step starts. What runs continues: moves in flight, a command that was started, and VMs that
 * come back. Throws `patch-run-not-found`, `patch-run-conflict`.
 */
export async function pausePatchRun({ ctx, input }: { ctx: Context; input: PatchRunInput }): Promise<void> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const { patchRunId } = parseInput(PatchRunInput, input);
  await ctx.db.$transaction((tx) =>
    change(ctx, tx, patchRunId, { to: 'paused', action: 'patch.pause', code: 'paused' }),
  );
}

export const ContinuePatchRunInput = PatchRunInput.extend({
  failed: FailedChoice.nullable().default(null), // what becomes of hosts that have failed; null: there are none
  hostId: z.uuid().nullable().default(null), // which of them; null: all
});
export type ContinuePatchRunInput = z.input<typeof ContinuePatchRunInput>;

/**
 * Continues a run that a person paused, or that hosts have stopped: then `failed` says what becomes of them. It continues once that is
 * said of each. Throws `patch-run-not-found`, `patch-run-conflict`, `patch-choice-missing`, `patch-host-changed` if the host has not failed
 * (any more), and `patch-step-not-run` if its step cannot have run.
 */
export async function continuePatchRun({
  ctx,
  input,
}: {
  ctx: Context;
  input: ContinuePatchRunInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const { patchRunId, failed, hostId } = parseInput(ContinuePatchRunInput, input);
  await ctx.db.$transaction(async (tx) => {
    await lockPatchRun(tx, patchRunId); // two people may decide about two hosts
    const run = await permitted(ctx, tx, patchRunId);
    const open = run.hosts.filter(({ phase }) => phase === 'failed');
    const decided = hostId === null ? open : open.filter((host) => host.hostId === hostId);
    if (hostId !== null && decided.length === 0) {
      const host = run.hosts.find((each) => each.hostId === hostId)?.name ?? '-';
      throw new BallastError('patch-host-changed', `${host} has not failed`, { host });
    }
    const isLast = decided.length === open.length;
    const details: Record<string, string> = failed === null ? {} : { failed };
    if (hostId !== null) details.host = decided.map(({ name }) => name).join();
    if (isLast)
      await become(ctx, tx, run, { to: 'running', action: 'patch.continue', code: 'continued', details });
    else await record(ctx, tx, run, { action: 'patch.continue', details });
    for (const host of decided) {
      if (failed === null)
        throw new BallastError('patch-choice-missing', `what becomes of ${host.name}?`, { host: host.name });
      await decide(ctx, tx, host, failed);
    }
  });
}

async function decide(
  ctx: Context,
  tx: Transaction,
  host: PatchHostRow,
  choice: FailedChoice,
): Promise<void> {
  if (choice === 'ran' && !(await canHaveRun(tx, host)))
    throw new BallastError('patch-step-not-run', `the step of ${host.name} has not run`, { host: host.name });
  const to = choice === 'skip' ? 'skipped' : phaseToContinue(host.failedPhase, choice);
  await changePatchPhase(tx, host, to, {
    failedPhase: null,
    finishedAt: to === 'skipped' ? host.finishedAt : null,
    ...(to === 'returning' ? { returningAt: ctx.clock.now() } : {}),
    // another try has another name, so that its host starts it
    ...(to === 'ready' ? { attempt: host.attempt + 1 } : {}),
  });
}

/** A host that somebody has returned to service may have VMs: its restart cannot be waited for. */
async function canHaveRun(tx: Transaction, { failedPhase, hostId }: PatchHostRow): Promise<boolean> {
  const host = await tx.host.findUnique({ where: { id: hostId }, select: { mode: true } });
  return mayHaveRun(failedPhase) && host?.mode === 'maintenance';
}

/** Where a host that has failed in this phase continues. */
function phaseToContinue(failedPhase: PatchPhase | null, choice: Exclude<FailedChoice, 'skip'>): PatchPhase {
  if (choice === 'ran') return 'returning';
  switch (failedPhase) {
    case 'ready':
    case 'starting':
    case 'stepping':
      return 'ready';
    case 'returning':
    case 'confirming':
    case 'refilling':
      return 'returning';
    default:
      return 'waiting';
  }
}

/**
 * Ends a run: no further host begins. A job that empties a host is cancelled, so that the host returns to service; a host in maintenance mode stays in it, and
 * a command that was started is not aborted. Throws `patch-run-not-found`, `patch-run-conflict`.
 */
export async function cancelPatchRun({ ctx, input }: { ctx: Context; input: PatchRunInput }): Promise<void> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const { patchRunId } = parseInput(PatchRunInput, input);
  const now = ctx.clock.now();
  const hosts = await ctx.db.$transaction(async (tx) => {
    const run = await change(ctx, tx, patchRunId, {
      to: 'cancelled',
      action: 'patch.cancel',
      code: 'cancelled',
    });
    for (const host of run.hosts.filter(({ phase }) => !isOver(phase)))
      await changePatchPhase(tx, host, 'skipped', {
        finishedAt: host.finishedAt ?? now,
        failedPhase: host.failedPhase ?? host.phase,
        why: { code: 'cancelled', facts: {} },
      });
    return run.hosts;
  });
  const jobs = hosts.flatMap(({ phase, evacuateRunId }) =>
    phase === 'evacuating' ? (evacuateRunId ?? []) : [],
  );
  for (const runId of jobs) await cancelJob(ctx, runId);
}

async function cancelJob(ctx: Context, runId: string): Promise<void> {
  try {
    await cancelRun({ ctx, input: { runId } });
  } catch (error) {
    if (!(error instanceof BallastError) || error.code !== 'run-not-active') throw error;
  }
}

interface Change {
  to: PatchState;
  action: AuditAction;
  code: Extract<Event, { topic: 'patch' }>['code'];
  details?: Record<string, string>;
}

/** The run as it was before. */
async function change(ctx: Context, tx: Transaction, patchRunId: string, to: Change): Promise<PatchRunRow> {
  const run = await permitted(ctx, tx, patchRunId);
  await become(ctx, tx, run, to);
  return run;
}

async function permitted(ctx: Context, tx: Transaction, patchRunId: string): Promise<PatchRunRow> {
  const run = await findPatchRun(tx, patchRunId);
  assertAllowed(ctx.actor, 'patch.run', { clusterId: run.clusterId });
  return run;
}

async function become(
  ctx: Context,
  tx: Transaction,
  run: PatchRunRow,
  { to, action, code, details = {} }: Change,
): Promise<void> {
  const name = `P-${run.number}`;
  const columns = to === 'cancelled' ? { finishedAt: ctx.clock.now() } : {};
  if (!(await changePatchState(tx, run.id, to, columns)))
    throw new BallastError('patch-run-conflict', `${name} is ${run.state}`, { run: name, state: run.state });
  const subject = { patchRunId: run.id, hostId: null };
  const event: Event = { topic: 'patch', code, clusterId: run.clusterId, subject, facts: { run: name } };
  await record(ctx, tx, run, { action, details, event });
}

async function record(
  ctx: Context,
  tx: Transaction,
  { id, number, clusterId }: PatchRunRow,
  about: { action: AuditAction; details: Record<string, string>; event?: Event },
): Promise<void> {
  await recordAudit(tx, ctx.actor, ctx.clock.now(), { target: `P-${number}`, targetId: id, ...about });
  await enqueue(tx, 'patch-cluster', clusterId);
}
