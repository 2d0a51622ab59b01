import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { changePatchPhase, type PatchHostRow, type PatchRunRow } from '../../db/patch-runs.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { findPatchRun } from './find-patch-run.ts';
import { hashToken } from './start-patch-run.ts';

export const ConfirmPatchHostInput = z.object({ patchRunId: z.uuid(), hostId: z.uuid() });
export type ConfirmPatchHostInput = z.infer<typeof ConfirmPatchHostInput>;

/**
 * A person says that the step of a host is done, or that a host is back. Throws `patch-run-not-found`, and `patch-host-not-waiting` if it
 * waits for neither.
 */
export async function confirmPatchHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: ConfirmPatchHostInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const { patchRunId, hostId } = parseInput(ConfirmPatchHostInput, input);
  await ctx.db.$transaction(async (tx) => {
    const run = await findPatchRun(tx, patchRunId);
    assertAllowed(ctx.actor, 'patch.run', { clusterId: run.clusterId });
    await confirm(
      ctx,
      tx,
      run,
      run.hosts.find((host) => host.hostId === hostId),
    );
  });
}

export const ReportStepInput = z.object({
  patchRunId: z.string(),
  token: z.string().max(200),
  host: z.string().min(1).max(255), // by name
});
export type ReportStepInput = z.infer<typeof ReportStepInput>;

/**
 * Another system says, with the token of the run, that the step of a host is done. The token is its whole authority: for a wrong one, and for
 * a run that does not exist, it throws `patch-token-wrong`; then `invalid-input` or `patch-host-not-waiting`.
 */
export async function reportStep({ ctx, input }: { ctx: Context; input: ReportStepInput }): Promise<void> {
  const { patchRunId, token, host: name } = parseInput(ReportStepInput, input);
  await ctx.db.$transaction(async (tx) => {
    const stored = isId(patchRunId)
      ? await tx.patchRun.findUnique({ where: { id: patchRunId }, select: { tokenHash: true } })
      : null;
    if (!stored?.tokenHash || !timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(stored.tokenHash)))
      throw new BallastError('patch-token-wrong', 'this token is not that of the patch run');
    const run = await findPatchRun(tx, patchRunId);
    const host = run.hosts.find((each) => each.name === name);
    await confirm(ctx, tx, run, host?.phase === 'stepping' ? host : undefined);
  });
}

/** A host that waits for it, in the transaction of whoever says so. */
async function confirm(
  ctx: Context,
  tx: Transaction,
  run: PatchRunRow,
  host: PatchHostRow | undefined,
): Promise<void> {
  const now = ctx.clock.now();
  const confirmedBy = ctx.actor.name;
  const isStep = host?.phase === 'stepping' && run.step !== 'command';
  const isChanged =
    host !== undefined &&
    (isStep
      ? await changePatchPhase(tx, host, 'returning', { returningAt: now, confirmedBy })
      : await confirmReturn(tx, host, confirmedBy));
  const name = `P-${run.number}`;
  if (!host || !isChanged)
    throw new BallastError('patch-host-not-waiting', 'the host waits for nobody', {
      host: host?.name ?? '-',
    });
  await recordAudit(tx, ctx.actor, now, {
    action: 'patch.confirm',
    target: host.name,
    targetId: host.hostId,
    details: { run: name },
    ...(isStep
      ? {
          event: {
            topic: 'patch',
            code: 'step-done',
            clusterId: run.clusterId,
            subject: { patchRunId: run.id, hostId: host.hostId },
            facts: { run: name, host: host.name },
          },
        }
      : {}),
  });
  await enqueue(tx, 'patch-cluster', run.clusterId);
}

/** The next tick brings its VMs back. */
async function confirmReturn(
  tx: Transaction,
  { id, phase }: PatchHostRow,
  confirmedBy: string,
): Promise<boolean> {
  if (phase !== 'confirming') return false;
  const { count } = await tx.patchHost.updateMany({
    where: { id, phase: 'confirming', confirmedBy: null },
    data: { confirmedBy },
  });
  return count === 1;
}
