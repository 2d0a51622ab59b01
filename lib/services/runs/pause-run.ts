import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { AuditAction } from '../../model/audit-action.ts';
import { BallastError } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

const PauseInput = z.object({ runId: z.uuid() });
type PauseInput = z.infer<typeof PauseInput>;

/**
 * Lets nothing new of a run begin: no move, and no VM is shut down or saved. What has begun continues: copies in progress, and the
 * move and start of a VM that was shut down for its move. Hosts that it empties keep draining. Throws `run-not-found`,
 * `run-not-active` if it has ended or is being cancelled, `run-paused-already`.
 */
export async function pauseRun({ ctx, input }: { ctx: Context; input: PauseInput }): Promise<void> {
  await change(ctx, input, { action: 'run.pause', code: 'paused', isPaused: true });
}

/** Lets a paused run go on. Throws as `pauseRun`; `run-not-paused`. */
export async function continueRun({ ctx, input }: { ctx: Context; input: PauseInput }): Promise<void> {
  await change(ctx, input, { action: 'run.continue', code: 'continued', isPaused: false });
}

interface Change {
  action: AuditAction;
  code: Extract<Event, { topic: 'job' }>['code'];
  isPaused: boolean;
}

async function change(ctx: Context, input: PauseInput, { action, code, isPaused }: Change): Promise<void> {
  assertAllowed(ctx.actor, 'run.cancel', 'some-cluster');
  const { runId } = parseInput(PauseInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const run = await tx.run.findUnique({ where: { id: runId }, include: { hosts: true } });
    if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
    const { clusterId } = run;
    assertAllowed(ctx.actor, 'run.cancel', { clusterId });
    const name = `R-${run.number}`;
    const { count } = await tx.run.updateMany({
      where: {
        id: runId,
        state: { in: unfinishedRunStates },
        cancelRequestedAt: null,
        pausedAt: isPaused ? null : { not: null },
      },
      data: isPaused ? { pausedAt: now, pausedBy: ctx.actor.name } : { pausedAt: null, pausedBy: null },
    });
    if (count === 0) throw whyNot(run, name, isPaused);
    const [only, ...others] = run.hosts;
    await recordAudit(tx, ctx.actor, now, {
      action,
      target: name,
      targetId: runId,
      event: {
        topic: 'job',
        code,
        clusterId,
        subject: { runId, hostId: only && others.length === 0 ? only.hostId : null },
        facts: { job: name },
      },
    });
    await enqueue(tx, 'run-cluster', clusterId);
  });
}

function whyNot(run: { state: string; cancelRequestedAt: Date | null }, name: string, isPaused: boolean) {
  const facts = { run: name };
  const isActive = unfinishedRunStates.some((state) => state === run.state) && run.cancelRequestedAt === null;
  if (!isActive) return new BallastError('run-not-active', `${name} has ended or is being cancelled`, facts);
  return isPaused
    ? new BallastError('run-paused-already', `${name} is paused`, facts)
    : new BallastError('run-not-paused', `${name} is not paused`, facts);
}
