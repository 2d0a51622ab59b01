import { recordAudit } from '../../db/audit.ts';
import { openOutage } from '../../db/outages.ts';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { enqueue } from '../../db/queue.ts';
import { policyActor } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { fencesFor } from '../outages/commands-for.ts';
import { restartProvedHost } from './restart-host.ts';

/**
 * What the policy does about dead hosts of a cluster without a person, where it says so: a host that several signs call down is fenced
 * once, and the VMs of one that a fence command or the manager has proved off are started elsewhere. A host in
 * maintenance mode is left alone.
 */
export async function restartProved({
  ctx: worker,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<void> {
  const cluster = await worker.db.cluster.findUnique({
    where: { id: clusterId },
    include: { ...withPolicy, outages: { where: openOutage, include: { host: true } } },
  });
  if (!cluster || cluster.outages.length === 0) return;
  if (clusterPolicy(cluster).values.restartMode !== 'proved') return;
  const ctx = { ...worker, actor: policyActor };
  for (const outage of cluster.outages) {
    if (outage.host.mode === 'maintenance') continue;
    if (outage.verdict === 'down' && outage.fenceAskedAt === null) await fenceByPolicy(ctx, outage);
    const isProved = outage.verdict === 'off' && outage.offProof !== 'person' && outage.offAt !== null;
    if (isProved && !(await hasRun(ctx, outage))) await restartIfAny(ctx, outage.hostId);
  }
}

/** One attempt in an outage: what could not be started then, and stays, is for a person. */
async function hasRun(
  ctx: Context,
  { hostId, offAt }: { hostId: string; offAt: Date | null },
): Promise<boolean> {
  const run = await ctx.db.run.findFirst({
    where: {
      kind: 'restart',
      isAutomatic: true,
      moves: { some: { fromHostId: hostId } },
      ...(offAt ? { createdAt: { gte: offAt } } : {}),
    },
    select: { id: true },
  });
  return run !== null;
}

async function restartIfAny(ctx: Context, hostId: string): Promise<void> {
  try {
    await restartProvedHost({ ctx, input: { hostId } });
  } catch (error) {
    if (!(error instanceof BallastError)) throw error; // nothing to restart, or not now: the next reading tries again
  }
}

async function fenceByPolicy(
  ctx: Context,
  { id, hostId, clusterId, host }: { id: string; hostId: string; clusterId: string; host: { name: string } },
): Promise<void> {
  const fence = firstFence(ctx, host.name);
  if (fence === null) return;
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.outage.updateMany({
      where: { id, ...openOutage, verdict: 'down', fenceAskedAt: null },
      data: { fenceName: fence, fenceAskedAt: now, fenceAskedBy: ctx.actor.name },
    });
    if (count === 0) return;
    await recordAudit(tx, ctx.actor, now, {
      action: 'host.fence',
      target: host.name,
      targetId: hostId,
      details: { fence },
    });
    await enqueue(tx, 'fence-hosts', clusterId);
  });
}

/** Null: none is for this host, or the file of commands is not usable, which the page says. */
function firstFence(ctx: Context, host: string): string | null {
  try {
    return fencesFor(ctx, host)[0]?.name ?? null;
  } catch (error) {
    if (error instanceof BallastError) return null;
    throw error;
  }
}
