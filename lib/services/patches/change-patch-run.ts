import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { changePatchPhase, changePatchState, type PatchRunRow } from '../../db/patch-runs.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { AuditAction } from '../../model/audit-action.ts';
import { BallastError } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import { FailedChoice, isOver, type PatchPhase, type PatchState } from '../../model/patch-run.ts';
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
  failed: FailedChoice.nullable().default(null), // what becomes of the hosts that have failed; null: there are none
});
export type ContinuePatchRunInput = z.input<typeof ContinuePatchRunInput>;

/**
 * Continues a run that a person paused, or that a host stopped: then `failed` says what becomes of that host. Throws `patch-run-not-found`,
 * `patch-run-conflict`, `patch-choice-missing`.
 */
export async function continuePatchRun({
  ctx,
  input,
}: {
  ctx: Context;
  input: ContinuePatchRunInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const { patchRunId, failed } = parseInput(ContinuePatchRunInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const details: Record<string, string> = failed === null ? {} : { failed };
    const run = await change(ctx, tx, patchRunId, {
      to: 'running',
      action: 'patch.continue',
      code: 'continued',
      details,
    });
    for (const host of run.hosts.filter(({ phase }) => phase === 'failed')) {
      if (failed === null)
        throw new BallastError('patch-choice-missing', `what becomes of ${host.name}?`, { host: host.name });
      const to = failed === 'skip' ? 'skipped' : phaseToContinue(host.failedPhase, failed);
      await changePatchPhase(tx, host, to, {
        failedPhase: null,
        finishedAt: to === 'skipped' ? host.finishedAt : null,
        ...(to === 'returning' ? { returningAt: now } : {}),
        // another try has another name, so that its host starts it
        ...(to === 'ready' ? { attempt: host.attempt + 1 } : {}),
      });
    }
  });
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
async function change(
  ctx: Context,
  tx: Transaction,
  patchRunId: string,
  { to, action, code, details = {} }: Change,
): Promise<PatchRunRow> {
  const run = await findPatchRun(tx, patchRunId);
  const { clusterId } = run;
  assertAllowed(ctx.actor, 'patch.run', { clusterId });
  const now = ctx.clock.now();
  const name = `P-${run.number}`;
  if (!(await changePatchState(tx, run.id, to, to === 'cancelled' ? { finishedAt: now } : {})))
    throw new BallastError('patch-run-conflict', `${name} is ${run.state}`, { run: name, state: run.state });
  await recordAudit(tx, ctx.actor, now, {
    action,
    target: name,
    targetId: run.id,
    details,
    event: { topic: 'patch', code, clusterId, subject: { patchRunId, hostId: null }, facts: { run: name } },
  });
  await enqueue(tx, 'patch-cluster', clusterId);
  return run;
}
