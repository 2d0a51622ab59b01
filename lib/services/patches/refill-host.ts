import { changePatchPhase } from '../../db/patch-runs.ts';
import { enqueue } from '../../db/queue.ts';
import { BallastError } from '../../model/errors.ts';
import { isFinishedRun } from '../../model/run.ts';
import { leaveMaintenance } from '../maintenance/leave-maintenance.ts';
import { previewReturn, returnFor } from '../orders/return-host.ts';
import { failHost, type PatchTick, type TickHost, toPhase } from './patch-tick.ts';

/** Something else happened at the same moment: the next tick sees it. */
const passing: ReadonlySet<string> = new Set([
  'cluster-keeps-changing',
  'patch-host-changed',
  'host-is-active',
  'request-ended',
]);

/** Returns a host to service, and lets its VMs come back as the run says. A host that was away before the run stays away. */
export async function refillHost(tick: PatchTick, { host, row }: TickHost): Promise<void> {
  const { ctx, run } = tick;
  const now = ctx.clock.now();
  const back = { refillingAt: now, finishedAt: now, versionAfter: row.version, code: 'host-done' as const };
  // one that is in service already: a person was first, or Ballast ended after it had returned the host
  if (host.staysAway || row.mode === 'active') {
    await toPhase(tick, host, 'done', back);
    return;
  }
  try {
    if (run.back === 'before' && (await bringBack(tick, { host, row }))) return;
    await leaveMaintenance({ ctx, input: { hostId: row.id } });
    if (run.back === 'balance')
      await enqueue(ctx.db, 'plan-cluster', run.clusterId, { cause: 'host-returned' });
    await toPhase(tick, host, 'done', back);
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    if (!passing.has(error.code)) await failHost(tick, host, 'return-refused', { reason: error.code });
  }
}

/** False: there is nothing to bring back. */
async function bringBack({ ctx, run }: PatchTick, { host, row }: TickHost): Promise<boolean> {
  const preview = await previewReturn({ ctx, input: { hostId: row.id } });
  if (!preview || preview.planned.plan.moves.length === 0) return false;
  await returnFor(
    ctx,
    { hostId: row.id },
    {
      requestedBy: run.requestedBy,
      placed: async (tx, backRunId) => {
        const columns = { refillingAt: ctx.clock.now(), versionAfter: row.version, backRunId };
        if (!(await changePatchPhase(tx, host, 'refilling', columns)))
          throw new BallastError('patch-host-changed', `${host.name} has changed`, { host: host.name });
      },
    },
  );
  return true;
}

/** Whether the VMs of a host are back. */
export async function watchRefill(tick: PatchTick, { host }: TickHost): Promise<void> {
  const job = host.backRunId ? await tick.ctx.db.run.findUnique({ where: { id: host.backRunId } }) : null;
  if (job && !isFinishedRun(job.state)) return;
  if (job && job.state !== 'succeeded')
    return failHost(tick, host, 'vms-not-back', { job: `R-${job.number}`, state: job.state });
  await toPhase(tick, host, 'done', { finishedAt: tick.ctx.clock.now(), code: 'host-done' });
}
