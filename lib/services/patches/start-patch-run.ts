import { createHash } from 'node:crypto';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { toJson } from '../../db/to-json.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { schedulePatch } from '../../model/patch-schedule.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { draftPatch, type PatchDraft } from './draft-patch.ts';
import { type StartPatchRun, StartPatchRunInput } from './patch-input.ts';
import { findStep } from './step-of.ts';

/** What is stored of a token: it has too many possible values to be guessed from its hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Starts a patch run: from now on a worker patches the hosts one after another. Throws `patch-run-active` if the cluster has one that has
 * not ended, `patch-step-missing`, `patch-step-unsupported` for hosts on which Ballast runs no command, `patch-host-unseen`, and the errors
 * of `draftPatch`.
 */
export async function startPatchRun({
  ctx,
  input,
}: {
  ctx: Context;
  input: StartPatchRunInput;
}): Promise<{ patchRunId: string }> {
  assertAllowed(ctx.actor, 'patch.run', 'some-cluster');
  const wishes = parseInput(StartPatchRunInput, input);
  const { clusterId } = wishes;
  assertAllowed(ctx.actor, 'patch.run', { clusterId });
  const draft = await draftPatch(ctx, wishes);
  assertPossible(ctx, wishes, draft);
  const now = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const cluster = draft.state.cluster.name;
    if ((await tx.patchRun.count({ where: { clusterId, finishedAt: null } })) > 0)
      throw new BallastError('patch-run-active', `${cluster} is being patched already`, { cluster });
    const run = await tx.patchRun.create({
      data: {
        ...columnsOf(wishes, draft, now),
        requestedBy: ctx.actor.name,
        createdAt: now,
        hosts: { create: draft.hosts.map(hostColumns) },
      },
    });
    await recordAudit(tx, ctx.actor, now, {
      action: 'patch.start',
      target: `P-${run.number}`,
      targetId: run.id,
      details: {
        cluster,
        hosts: draft.hosts.length,
        step: wishes.stepName ?? wishes.step,
        back: wishes.back,
      },
      event: {
        topic: 'patch',
        code: 'started',
        clusterId,
        subject: { patchRunId: run.id, hostId: null },
        facts: { run: `P-${run.number}`, hosts: draft.hosts.length },
      },
    });
    await enqueue(tx, 'patch-cluster', clusterId);
    return { patchRunId: run.id };
  });
}

function assertPossible(ctx: Context, { step, stepName }: StartPatchRun, { hosts }: PatchDraft): void {
  const named = (list: PatchDraft['hosts']) => list.map(({ name }) => name).join(', ');
  const unseen = hosts.filter(({ isSeen }) => !isSeen);
  if (unseen.length > 0)
    throw new BallastError('patch-host-unseen', `${named(unseen)}: never observed`, { hosts: named(unseen) });
  if (step !== 'command') return;
  if (findStep(ctx, stepName) === null)
    throw new BallastError('patch-step-missing', `the file of commands has no step ${stepName}`, {
      step: stepName ?? '-',
    });
  const unable = hosts.filter(({ hasShell }) => !hasShell);
  if (unable.length > 0)
    throw new BallastError('patch-step-unsupported', `no shell on ${named(unable)}`, {
      hosts: named(unable),
    });
}

function columnsOf(wishes: StartPatchRun, { hosts }: PatchDraft, now: Date) {
  const { clusterId, step, stepName, token, back, hostsAtOnce, leavesStopped, windows, timeZone, note } =
    wishes;
  const calendar = { windows, blackouts: [], timeZone };
  const waiting = hosts.map(({ forecast }) => ({ phase: 'waiting' as const, since: null, forecast }));
  const { endsAt } = schedulePatch(waiting, { atOnce: hostsAtOnce, calendar, now });
  return {
    clusterId,
    step,
    stepName,
    tokenHash: token === null ? null : hashToken(token),
    back,
    hostsAtOnce,
    leavesStopped,
    timeZone,
    note,
    ...toJson('patchRun', { windows }),
    // how long a person or another system takes is not known
    forecastSeconds: step === 'command' && endsAt ? (endsAt.getTime() - now.getTime()) / 1000 : null,
  };
}

const hostColumns = (
  { hostId, name, staysAway, forecast }: PatchDraft['hosts'][number],
  sequence: number,
) => ({
  hostId,
  name,
  sequence,
  staysAway,
  ...toJson('patchHost', { forecast }),
});
