import type { Clock } from '../model/clock.ts';
import { clockOf } from '../model/cluster-clock.ts';
import type { HypervisorDriver } from '../model/ports.ts';
import { unfinishedRunStates } from '../model/run.ts';
import type { Context } from '../services/context.ts';
import { compareLoads } from '../services/forecasts/compare-loads.ts';
import { leaveMaintenance } from '../services/maintenance/leave-maintenance.ts';
import { collectCluster } from '../services/observe/collect-cluster.ts';
import { approvePlan } from '../services/orders/approve-plan.ts';
import { evacuateHost } from '../services/orders/evacuate-hosts.ts';
import { suggestMoves } from '../services/plans/suggest-moves.ts';
import { advanceRun } from '../services/runs/advance-run.ts';
import { SteppedClock } from './stepped-clock.ts';

export const PAST_DAYS = 7;
/**
 * The past is sampled in long steps, and its last hour at the usual interval, so that the shortest chart is full as
 * well.
 */
const LONG_STEP_MS = 300_000;
const LAST_HOUR_MS = 3_600_000;
/** From this time on suggestions stay waiting: the first one that a new administrator sees is theirs to decide. */
const QUIET_MS = 2 * LAST_HOUR_MS;
const PATCH_MS = 72 * LAST_HOUR_MS;
const RUN_TICK_MS = 2000;
/** A run of the past that has not ended by then continues in the present. */
const MAX_RUN_TICKS = 900;

/**
 * Backfills the last days of a simulated cluster in fast time, with the same services as in the present: collect,
 * plan, approve as a policy would, run, verify. Continues where it stopped after a crash. `driverAt` opens the driver
 * under a clock; the caller holds the cluster's lock. Returns early when `stopping` is aborted.
 */
export async function backfillPast({
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
  if (!clockOf(cluster, ctx.clock.now()).isPast || !cluster.backfillUntil) return;
  const until = cluster.backfillUntil;
  const from = cluster.backfilledUntil ?? new Date(until.getTime() - PAST_DAYS * 24 * LAST_HOUR_MS);
  const clock = new SteppedClock(from);
  const policy: Context = { db: ctx.db, clock, actor: { kind: 'system', name: 'policy' } };
  const driver = await driverAt(clock);
  try {
    await carryOutRuns({ ctx: policy, driver, clock, cluster }); // what a crash has cut off
    // up to the current time, which has moved on
    while (msBehind(ctx.clock, clock) >= cluster.intervalSeconds * 1000 && !stopping.aborted) {
      await liveOneStep({ ctx: policy, driver, clock, cluster }, until);
      const isLastHour = until.getTime() - clock.now().getTime() <= LAST_HOUR_MS;
      const stepMs = isLastHour ? cluster.intervalSeconds * 1000 : LONG_STEP_MS;
      const next = Math.min(nextMultiple(clock.now(), stepMs), ctx.clock.now().getTime());
      // the cluster is not ready before the last step: what is suggested until then is replaced at once
      const noted = Math.min(next, until.getTime() - 1);
      if (isLastHour || next % LAST_HOUR_MS === 0) await noteProgress(ctx, cluster.id, noted);
      clock.set(new Date(next));
    }
    if (stopping.aborted) return;
    await suggestMoves({ ctx: policy, input }); // with the loads that the present begins with
    // later than the clock if that was set back in the meantime: the present is reached
    await noteProgress(ctx, cluster.id, Math.max(clock.now().getTime(), until.getTime()));
  } finally {
    await driver.close();
  }
}

/** Hour by hour: what is backfilled again after a crash is the same, and its samples already exist. */
const noteProgress = (ctx: Context, id: string, at: number) =>
  ctx.db.cluster.update({ where: { id }, data: { backfilledUntil: new Date(at) } });

const msBehind = (present: Clock, past: Clock): number => present.now().getTime() - past.now().getTime();

/** The next full step after `at`: a run may have moved the clock to a time between two steps. */
const nextMultiple = (at: Date, stepMs: number): number => (Math.floor(at.getTime() / stepMs) + 1) * stepMs;

interface Past {
  ctx: Context;
  driver: HypervisorDriver;
  clock: SteppedClock;
  cluster: { id: string; intervalSeconds: number };
}

async function liveOneStep(past: Past, until: Date): Promise<void> {
  const { ctx, driver, clock, cluster } = past;
  const input = { clusterId: cluster.id };
  const { overloadedHosts } = await collectCluster({ ctx, driver, input });
  const isFullStep = clock.now().getTime() % LONG_STEP_MS === 0;
  if (isFullStep) {
    await compareLoads({ ctx, input });
    await patchOneHost(past, until.getTime() - clock.now().getTime());
  }
  // the policy of the past acts on overloads only: without one there is nothing to plan
  if (!isFullStep || overloadedHosts === 0) return;
  await suggestMoves({ ctx, input });
  if (until.getTime() - clock.now().getTime() <= QUIET_MS) return;
  await approveAsPolicy(ctx, cluster.id);
  await carryOutRuns(past);
}

/**
 * Three days before the end one host is emptied for an hour, as for a patch, so that the history contains an
 * evacuation.
 */
async function patchOneHost(past: Past, msLeft: number): Promise<void> {
  const { ctx, cluster } = past;
  const isBegin = msLeft <= PATCH_MS && msLeft > PATCH_MS - LONG_STEP_MS;
  const isEnd = msLeft <= PATCH_MS - LAST_HOUR_MS && msLeft > PATCH_MS - LAST_HOUR_MS - LONG_STEP_MS;
  if (!isBegin && !isEnd) return;
  const host = await ctx.db.host.findFirst({
    where: { clusterId: cluster.id },
    orderBy: { name: 'asc' },
    skip: 1,
  });
  if (!host) return;
  if (isBegin && host.mode === 'active') {
    await evacuateHost({ ctx, input: { hostId: host.id } });
    await carryOutRuns(past);
  }
  if (isEnd && host.mode !== 'active') await leaveMaintenance({ ctx, input: { hostId: host.id } });
}

/** Like a policy with a hold time: a result that was found twice in a row is carried out. */
async function approveAsPolicy(ctx: Context, clusterId: string): Promise<void> {
  const waiting = await ctx.db.plan.findFirst({ where: { clusterId, state: 'suggested' } });
  if (!waiting || waiting.confirmedAt <= waiting.createdAt) return;
  await approvePlan({ ctx, input: { planId: waiting.id } });
}

/**
 * Carries out the existing runs, and collects at the usual interval in between: a host without recent samples
 * receives no VM.
 */
async function carryOutRuns({ ctx, driver, clock, cluster }: Past): Promise<void> {
  const runs = await ctx.db.run.findMany({
    where: { clusterId: cluster.id, state: { in: unfinishedRunStates } },
    select: { id: true },
  });
  for (const run of runs) {
    let collectedAt = clock.now().getTime();
    for (let tick = 0; tick < MAX_RUN_TICKS; tick++) {
      if (await advanceRun({ ctx, driver, input: { runId: run.id } })) break;
      clock.set(new Date(clock.now().getTime() + RUN_TICK_MS));
      if (clock.now().getTime() - collectedAt < cluster.intervalSeconds * 1000) continue;
      await collectCluster({ ctx, driver, input: { clusterId: cluster.id } });
      collectedAt = clock.now().getTime();
    }
  }
}
