import type { Database } from '../../../lib/db/client.ts';
import { ClusterLocks } from '../../../lib/db/cluster-lock.ts';
import type { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import type { Clock } from '../../../lib/model/clock.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import type { Context } from '../../../lib/services/context.ts';
import { advanceRuns } from '../../../lib/services/runs/advance-run.ts';
import { collectTask } from '../../../lib/worker/collect-task.ts';
import { DriverPool } from '../../../lib/worker/driver-pool.ts';
import { planTask } from '../../../lib/worker/plan-task.ts';
import { Wakes } from '../../../lib/worker/wakes.ts';
import type { WorkerContext, WorkerLog } from '../../../lib/worker/worker-context.ts';

/** Between two ticks of a job: while memory is copied, and while its moves only wait, for a silent host or another try. */
const COPY_TICK_SECONDS = 2;
const WAIT_TICK_SECONDS = 30;

/** Opens one driver a cluster, under the clock of the hypervisors, and as `wrap` makes it. */
class WrappedDrivers extends DriverPool {
  private readonly opened = new Map<string, Promise<HypervisorDriver>>();

  constructor(
    db: Database,
    private readonly world: Clock,
    private readonly wrap: (driver: HypervisorDriver) => HypervisorDriver,
  ) {
    super({ db, clock: world }, () => undefined);
  }

  override get(clusterId: string): Promise<HypervisorDriver> {
    const driver = this.opened.get(clusterId) ?? this.openAt(clusterId, this.world).then(this.wrap);
    this.opened.set(clusterId, driver);
    return driver;
  }
}

interface Setup {
  db: Database;
  url: string;
  clock: SteppedClock; // the worker's
  world: SteppedClock; // the hypervisors'
  wrap: (driver: HypervisorDriver) => HypervisorDriver;
}

/**
 * The worker's tasks under a clock in steps: they do what they do in production, and the queue is asked after each what it
 * would run next. Only the waiting between two ticks of a job is left out.
 */
export function createSteppedWorker({ db, url, clock, world, wrap }: Setup) {
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' } };
  const drivers = new WrappedDrivers(db, world, wrap);
  const locks = new ClusterLocks(url);
  const problems: string[] = [];
  const log: WorkerLog = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts, message) => problems.push(`${message}: ${JSON.stringify(facts)}`),
  };
  const worker: WorkerContext = {
    ctx,
    drivers,
    locks,
    wakes: new Wakes(),
    log,
    stopping: new AbortController().signal,
  };
  return {
    problems,
    /** One observation, and the evaluation that it asks for. */
    async observe(clusterId: string): Promise<void> {
      await collectTask(worker, { clusterId });
      const asked = await takeJob(db, `plan-cluster:${clusterId}`);
      if (asked) await planTask(worker, asked);
    },
    /** Carries out the jobs of the cluster for so long. */
    async carryOut(clusterId: string, seconds: number): Promise<void> {
      const driver = await drivers.get(clusterId);
      let left = seconds;
      while (left > 0) {
        const { isLeft } = await advanceRuns({ ctx, driver, input: { clusterId } });
        const tick = (await isCopying(db, clusterId)) ? COPY_TICK_SECONDS : WAIT_TICK_SECONDS;
        const bySeconds = isLeft ? Math.min(tick, left) : left;
        clock.pass(bySeconds);
        world.pass(bySeconds);
        left -= bySeconds;
      }
    },
    async close(): Promise<void> {
      await drivers.close();
      await locks.close();
    },
  };
}

const isCopying = async (db: Database, clusterId: string): Promise<boolean> =>
  (await db.move.count({ where: { run: { clusterId }, state: 'migrating' } })) > 0;

/** Takes a job from the queue; null: there is none. */
async function takeJob(db: Database, key: string): Promise<unknown> {
  const [job] = await db.$queryRaw<{ payload: unknown }[]>`
    SELECT (graphile_worker.remove_job(${key}::text)).payload AS payload`;
  return job?.payload ?? null;
}
