import type { Database } from '../../../lib/db/client.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { advanceRun } from '../../../lib/services/runs/advance-run.ts';
import { makeContext, personWith, TestClock } from './context.ts';
import { type SimulatedWorld, storeSimulatedCluster } from './simulated-cluster.ts';

/** A separate cluster for one test, observed twice, with a clock and a user with the rights of an operator. */
export async function makeObservedCluster(db: Database, world: SimulatedWorld) {
  const clock = new TestClock();
  const { cluster, store, openDriver, hostId } = await storeSimulatedCluster(db, world, clock.now());
  const driver = openDriver(clock);
  const ctx: Context = makeContext(db, { clock, actor: personWith('operator') });
  // asked for: a host that was silent is not left out
  const observe = () => collectCluster({ ctx, driver, input: { clusterId: cluster.id, isAsked: true } });
  const collect = async (): Promise<void> => {
    clock.pass(15);
    await observe();
  };
  await collect();
  await collect();
  const finish = async (runId: string, withDriver = driver): Promise<void> => {
    for (let tick = 0; tick < 400; tick++) {
      if (await advanceRun({ ctx, driver: withDriver, input: { runId } })) return;
      clock.pass(0.5);
      if (tick % 30 === 29) await observe();
    }
    throw new Error('the run did not end');
  };
  const places = async (): Promise<Record<string, string>> => {
    const vms = await db.vm.findMany({
      where: { clusterId: cluster.id },
      include: { host: true },
      orderBy: { name: 'asc' },
    });
    return Object.fromEntries(vms.map((each) => [each.name, each.host.name]));
  };
  const vmId = async (vmName: string): Promise<string> =>
    (await db.vm.findFirstOrThrow({ where: { clusterId: cluster.id, name: vmName } })).id;
  return { cluster, clock, ctx, driver, openDriver, store, hostId, vmId, collect, finish, places };
}
