import type { Database } from '../../../../lib/db/client.ts';
import { policyActor } from '../../../../lib/model/actor.ts';
import type { Policy, PolicyPatch } from '../../../../lib/model/policy.ts';
import { evaluateCluster } from '../../../../lib/services/automation/evaluate-cluster.ts';
import type { Context } from '../../../../lib/services/context.ts';
import { collectCluster } from '../../../../lib/services/observe/collect-cluster.ts';
import { advanceRuns } from '../../../../lib/services/runs/advance-run.ts';
import { isPlanDue } from '../../../../lib/worker/plan-due.ts';
import { Collector } from '../collector.ts';
import type { DataCentre } from '../data-centre.ts';
import type { DayResult } from '../day-result.ts';
import { Meter, STEP_SECONDS } from '../meter.ts';
import { SAMPLE_SECONDS, SAMPLES_PER_DAY } from '../trace.ts';
import { World } from '../world.ts';
import { ReplayClock } from './replay-clock.ts';
import { createReplayDriver } from './replay-driver.ts';
import { storeCentre } from './store-centre.ts';

export interface ProductRun {
  readonly name: string; // of the strategy
  readonly patch: PolicyPatch; // set for the cluster
  readonly policy: Policy; // with it: its thresholds evaluate the day
  readonly hours: number;
}

/**
 * Plays a day through the services of the product, on a database: each observation, plan, approval and move takes the
 * path that it takes in production, under a clock that is stepped. Only the hypervisors are the world's.
 */
export async function playProduct(db: Database, centre: DataCentre, run: ProductRun): Promise<DayResult> {
  const clock = new ReplayClock();
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'command line' } };
  const world = new World(centre, run.policy);
  const { clusterId, hostIds } = await storeCentre(db, run.name, centre, run.patch);
  const driver = createReplayDriver(world, hostIds, clock);
  const input = { clusterId };
  const advance = () => advanceRuns({ ctx, driver, input });
  const collector = new Collector(world);
  const meter = new Meter(world, run.policy);
  let lastPlannedAt: Date | null = null;
  let decisions = 0;
  let cpuSeconds = 0;
  const end = Math.min(run.hours * 3600, SAMPLE_SECONDS * SAMPLES_PER_DAY);
  for (let now = 0; now < end; now += STEP_SECONDS) {
    for (let ends = world.nextEnd(); ends <= now; ends = world.nextEnd()) {
      clock.seconds = ends;
      world.endMoves(ends);
      await advance();
    }
    clock.seconds = now;
    world.readDemand(now);
    collector.collect(now);
    await collectCluster({ ctx, driver, input });
    if (isPlanDue({ now: clock.now(), lastPlannedAt })) {
      const before = process.cpuUsage();
      await evaluateCluster({ ctx: { ...ctx, actor: policyActor }, input: { clusterId, cause: 'schedule' } });
      lastPlannedAt = clock.now();
      const used = process.cpuUsage(before);
      cpuSeconds += (used.user + used.system) / 1e6;
      decisions++;
    }
    await advance();
    meter.measure(now, collector.seenCpu());
  }
  const refused = await db.move.count({
    where: { run: { clusterId }, state: { notIn: ['done', 'migrating'] } },
  });
  await db.cluster.delete({ where: { id: clusterId } });
  return { strategy: run.name, ...meter.result(), ...world.tally, refused, decisions, cpuSeconds };
}
