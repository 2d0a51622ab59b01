import { enqueue } from '../../db/queue.ts';
import { isFinishedRun } from '../../model/run.ts';
import { failHost, type PatchTick, secondsSince, type TickHost, toPhase } from './patch-tick.ts';

/** A host whose job has ended enters maintenance mode with one of the next observations, or never. */
const INTERVALS_TO_SETTLE = 10;

/** Whether a host has been emptied, by the job that was ordered for it. */
export async function watchEvacuation(tick: PatchTick, { host, row }: TickHost): Promise<void> {
  const { ctx, run } = tick;
  const now = ctx.clock.now();
  if (row.mode === 'maintenance') {
    await toPhase(tick, host, 'ready', { readyAt: now });
    return;
  }
  if (row.mode === 'active') return failHost(tick, host, 'evacuation-cancelled');
  const job = host.evacuateRunId ? await ctx.db.run.findUnique({ where: { id: host.evacuateRunId } }) : null;
  if (job && !isFinishedRun(job.state)) return;
  const { intervalSeconds } = await ctx.db.cluster.findUniqueOrThrow({
    where: { id: run.clusterId },
    select: { intervalSeconds: true },
  });
  const since = job?.finishedAt ?? host.evacuatingAt;
  const isLate = secondsSince(since, now) > INTERVALS_TO_SETTLE * intervalSeconds;
  if (isLate || (job && job.state !== 'succeeded'))
    return failHost(tick, host, 'not-empty', { job: job ? `R-${job.number}` : '-' });
  await enqueue(ctx.db, 'collect-cluster', run.clusterId, { isAsked: true });
}
