import pLimit from 'p-limit';
import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import { policyActor } from '../../../lib/model/actor.ts';
import { evaluateCluster } from '../../../lib/services/automation/evaluate-cluster.ts';
import type { Context } from '../../../lib/services/context.ts';
import { learnFromMeasurements } from '../../../lib/services/forecasts/learn-from-measurements.ts';
import { learnFromMoves } from '../../../lib/services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../../../lib/services/forecasts/measure-writes.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { PlannerPool } from '../../../lib/threads/planner-pool.ts';
import { startPlanningThread } from '../../../lib/threads/start-thread.ts';
import { DriverPool } from '../../../lib/worker/driver-pool.ts';
import { TestClock } from '../../integration/support/context.ts';
import type { CentreSize } from '../pages/sizes.ts';
import type { BenchDatabase } from './bench-database.ts';

/** Clusters at the same time, as in a worker. */
const AT_ONCE = 6;
const INTERVAL_SECONDS = 15;

/** Seconds of rounds in which every cluster is collected and planned once, and of collecting alone. */
export interface Rounds {
  seconds: number[];
  collectSeconds: number[];
}

/** Collects and plans all clusters of a simulated data centre, round by round, as a worker does; the first round is not counted. */
export async function measureRounds(
  { db }: BenchDatabase,
  { size, rounds }: { size: CentreSize; rounds: number },
): Promise<Rounds> {
  const clock = new TestClock();
  const planners = new PlannerPool(startPlanningThread);
  const planner = planners.plannerFor();
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' }, planner };
  await seedDataCentre({ ctx, input: { size } });
  const clusters = await db.cluster.findMany({ select: { id: true } });
  const drivers = new DriverPool({ db: db, clock: clock }, () => undefined);
  const limit = pLimit(AT_ONCE);
  const collect = async (clusterId: string): Promise<void> => {
    const driver = await drivers.get(clusterId);
    const input = { clusterId };
    await collectCluster({ ctx, driver, input });
    await learnFromMoves({ ctx, input });
    await learnFromMeasurements({ ctx, input });
    await measureWrites({ ctx, driver, input });
  };
  const round = async (work: (clusterId: string) => Promise<unknown>): Promise<number> => {
    clock.pass(INTERVAL_SECONDS);
    const begun = performance.now();
    await Promise.all(clusters.map(({ id }) => limit(() => work(id))));
    return (performance.now() - begun) / 1000;
  };
  const both = async (clusterId: string): Promise<void> => {
    await collect(clusterId);
    await evaluateCluster({ ctx: { ...ctx, actor: policyActor }, input: { clusterId, cause: 'schedule' } });
  };
  const measured: Rounds = { seconds: [], collectSeconds: [] };
  try {
    await round(both);
    for (let i = 0; i < rounds; i++) {
      measured.seconds.push(await round(both));
      measured.collectSeconds.push(await round(collect));
    }
  } finally {
    await planners.close();
    await drivers.close();
  }
  return measured;
}
