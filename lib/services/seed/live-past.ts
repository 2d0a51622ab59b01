import { ensurePartitions } from '../../db/samples.ts';
import type { Clock } from '../../model/clock.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { isLivingPast } from '../inventory/cluster-now.ts';
import { collectCluster } from '../inventory/collect-cluster.ts';
import { approvePlan } from '../plans/approve-plan.ts';
import { suggestMoves } from '../plans/suggest-moves.ts';
import { advanceRun } from '../runs/advance-run.ts';

export const PAST_DAYS = 7;
/** The past goes in long steps; its last hour at the usual interval, so that the shortest chart is full as well. */
const LONG_STEP_MS = 300_000;
const LAST_HOUR_MS = 3_600_000;
/** From here on suggestions wait: the first one that a new administrator sees is theirs to decide. */
const QUIET_MS = 2 * LAST_HOUR_MS;
const RUN_TICK_MS = 2000;
/** A run of the past that has not ended by then is left to the present. */
const MOST_RUN_TICKS = 900;

/** A clock that goes where it is told. */
class SteppedClock implements Clock {
  constructor(private at: Date) {}
  now = (): Date => this.at;
  set(at: Date): void {
    this.at = at;
  }
}

/**
 * Lives a simulated cluster through its last days, in fast time and with the same services as the present: collect, plan,
 * approve as a policy would, run, verify. Goes on where it was after a crash. `driverAt` opens the driver under a clock;
 * the caller holds the cluster's lock. Returns early when `stopping` is aborted.
 */
export async function livePast({
  ctx,
  driverAt,
  input,
  stopping,
}: {
  ctx: Context;
  driverAt: (clock: Clock) => Promise<HypervisorDriver>;
  input: { clusterId: string };
  stopping: AbortSignal;
}): Promise<void> {
  const cluster = await ctx.db.cluster.findUniqueOrThrow({ where: { id: input.clusterId } });
  if (!isLivingPast(cluster) || !cluster.liveUntil) return;
  const until = cluster.liveUntil;
  const from = cluster.livedUntil ?? new Date(until.getTime() - PAST_DAYS * 24 * LAST_HOUR_MS);
  const clock = new SteppedClock(from);
  const past: Context = { db: ctx.db, clock, actor: { kind: 'system', name: 'policy' } };
  const driver = await driverAt(clock);
  try {
    await ensurePartitions(ctx.db, from, new Date(until.getTime() + 24 * LAST_HOUR_MS));
    // to the present of today, which has gone on meanwhile
    while (clock.now() < ctx.clock.now() && !stopping.aborted) {
      await liveOneStep(past, driver, clock, cluster.id, until);
      const isLastHour = until.getTime() - clock.now().getTime() <= LAST_HOUR_MS;
      const stepMs = isLastHour ? cluster.intervalSeconds * 1000 : LONG_STEP_MS;
      const next = new Date(Math.min(nextMultiple(clock.now(), stepMs), ctx.clock.now().getTime()));
      await ctx.db.cluster.update({ where: { id: cluster.id }, data: { livedUntil: next } });
      clock.set(next);
    }
  } finally {
    await driver.close();
  }
}

/** The next full step after `at`: a run may have taken the clock somewhere between two of them. */
const nextMultiple = (at: Date, stepMs: number): number => (Math.floor(at.getTime() / stepMs) + 1) * stepMs;

async function liveOneStep(
  ctx: Context,
  driver: HypervisorDriver,
  clock: SteppedClock,
  clusterId: string,
  until: Date,
): Promise<void> {
  await collectCluster({ ctx, driver, input: { clusterId } });
  const isFullStep = clock.now().getTime() % LONG_STEP_MS === 0;
  if (isFullStep) {
    await suggestMoves({ ctx, input: { clusterId } });
    const mayApprove = until.getTime() - clock.now().getTime() > QUIET_MS;
    const waiting = mayApprove
      ? await ctx.db.plan.findFirst({ where: { clusterId, state: 'suggested' } })
      : null;
    // as a policy with a hold would: what was found twice in a row is worth doing
    if (waiting && waiting.confirmedAt > waiting.createdAt)
      await approvePlan({ ctx, input: { planId: waiting.id } });
  }
  await carryOutRuns(ctx, driver, clock, clusterId);
}

async function carryOutRuns(
  ctx: Context,
  driver: HypervisorDriver,
  clock: SteppedClock,
  clusterId: string,
): Promise<void> {
  const runs = await ctx.db.run.findMany({
    where: { clusterId, state: { in: ['waiting', 'running'] } },
    select: { id: true },
  });
  for (const run of runs) {
    for (let tick = 0; tick < MOST_RUN_TICKS; tick++) {
      if (await advanceRun({ ctx, driver, input: { runId: run.id } })) break;
      clock.set(new Date(clock.now().getTime() + RUN_TICK_MS));
    }
  }
}
