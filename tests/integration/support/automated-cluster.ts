import type { Database } from '../../../lib/db/client.ts';
import { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import type { SimulatorCommandBody } from '../../../lib/drivers/simulator/commands.ts';
import { policyActor } from '../../../lib/model/actor.ts';
import { Policy, type PolicyPatch } from '../../../lib/model/policy.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { unfinishedRunStates } from '../../../lib/model/run.ts';
import { evaluateCluster } from '../../../lib/services/automation/evaluate-cluster.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { advanceRuns } from '../../../lib/services/runs/advance-run.ts';
import { breaches } from './breaches.ts';
import { makeContext, personWith } from './context.ts';
import { type SimulatedWorld, storeSimulatedCluster } from './simulated-cluster.ts';

/** Between two observations, each of which is followed by an evaluation. */
const STEP_SECONDS = 120;
const TICK_SECONDS = 2;

interface Automated {
  world: SimulatedWorld;
  policy: PolicyPatch;
  from: string; // ISO time; the world's day is that of UTC
}

/** A simulated cluster that runs by itself, with a clock in steps, and the same services as in the worker. */
export async function automatedCluster(db: Database, { world, policy, from }: Automated) {
  const start = new Date(from);
  const clock = new SteppedClock(start);
  const anchorHour = start.getUTCHours() + start.getUTCMinutes() / 60;
  const made = await storeSimulatedCluster(db, { anchorHour, ...world }, start, {
    policy: { mode: 'automatic', ...policy },
    intervalSeconds: STEP_SECONDS,
  });
  const { cluster, store } = made;
  const input = { clusterId: cluster.id };
  const as = (actor: Parameters<typeof makeContext>[1]) => ({ ...makeContext(db, actor), clock });
  const policyCtx = as({ actor: policyActor });
  const worker = as({});
  let driver: HypervisorDriver = made.openDriver(clock);
  /** Steps at the end of which a host was overloaded, without a break up to now. */
  let overloadedSteps = 0;
  let longestOverload = 0;

  const carryOut = async (until: number): Promise<void> => {
    while (clock.now().getTime() < until) {
      const { isLeft } = await advanceRuns({ ctx: worker, driver, input });
      if (!isLeft) return;
      clock.pass(TICK_SECONDS);
    }
  };
  const step = async (): Promise<void> => {
    const ends = clock.now().getTime() + STEP_SECONDS * 1000;
    await carryOut(ends);
    clock.pass((ends - clock.now().getTime()) / 1000);
    const { overloadedHosts, change } = await collectCluster({
      ctx: worker,
      driver,
      input: { ...input, isAsked: true },
    });
    await evaluateCluster({ ctx: policyCtx, input: { ...input, cause: change ?? 'schedule' } });
    overloadedSteps = overloadedHosts > 0 ? overloadedSteps + 1 : 0;
    longestOverload = Math.max(longestOverload, overloadedSteps);
  };
  await collectCluster({ ctx: worker, driver, input });

  return {
    ...made,
    db,
    clock,
    operator: as({ actor: personWith('operator') }),
    /** Lets time pass, step by step. `each` is called before every step, with the minute since then. */
    async pass(minutes: number, each: (minute: number) => Promise<void> = async () => undefined) {
      for (let minute = 0; minute < minutes; minute += STEP_SECONDS / 60) {
        await each(minute);
        await step();
      }
    },
    command: (body: SimulatorCommandBody) => store.append(clock.now(), body),
    replaceDriver: (wrap: (driver: HypervisorDriver) => HypervisorDriver) => {
      driver = wrap(driver);
    },
    /** Minutes that a host was overloaded at most, without a break, since this was last asked. */
    takeLongestOverload(): number {
      const minutes = (longestOverload * STEP_SECONDS) / 60;
      longestOverload = overloadedSteps;
      return minutes;
    },
    moves: () =>
      db.move.findMany({
        where: { run: { clusterId: cluster.id, isAutomatic: true }, startedAt: { not: null } },
        orderBy: { startedAt: 'asc' },
        include: { run: true },
      }),
    outcomes: async () => {
      const rows = await db.evaluation.findMany({ where: input, orderBy: { id: 'asc' } });
      return rows.map(({ code }) => code);
    },
    isBusy: async () =>
      (await db.run.count({ where: { clusterId: cluster.id, state: { in: unfinishedRunStates } } })) > 0,
  };
}

export type AutomatedCluster = Awaited<ReturnType<typeof automatedCluster>>;

/** What must hold of every day: the broken rules, in words. Empty: none. */
export async function brokenRules(
  { db, cluster, moves }: AutomatedCluster,
  policy: PolicyPatch,
): Promise<string[]> {
  const stops = await db.automationStop.findMany({ where: { clusterId: cluster.id } });
  return breaches(await moves(), stops, Policy.parse(policy)).map(({ says }) => says);
}
