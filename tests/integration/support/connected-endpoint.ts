import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../lib/db/client.ts';
import { createDriver } from '../../../lib/drivers/registry.ts';
import { createMemoryLog } from '../../../lib/drivers/simulator/memory-log.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { present } from '../../../lib/model/present.ts';
import type { MoveState } from '../../../lib/model/run.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { createSecretBox, makeKey, type SecretBox } from '../../../lib/platform/secret-box.ts';
import {
  type ConnectClustersInput,
  connectClusters,
} from '../../../lib/services/clusters/connect-clusters.ts';
import { listOfferedClusters } from '../../../lib/services/clusters/list-offered-clusters.ts';
import { openEndpoint } from '../../../lib/services/clusters/open-endpoint.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { advanceRun } from '../../../lib/services/runs/advance-run.ts';

const PATIENCE_MS = 60_000;
const STEP_MS = 40;

/** The context of an administrator at the command line, with an encryption key of its own. */
export const contextWith = (db: Database, secrets: SecretBox = createSecretBox([makeKey()])): Context => ({
  db,
  clock: systemClock,
  actor: { kind: 'system', name: 'command line' },
  secrets,
});

/** The access to an endpoint as a person enters it. */
type Entry = Omit<ConnectClustersInput, 'clusters'>;

export type Connected = Awaited<ReturnType<typeof connectEndpoint>>;

/** Nothing is connected any more. */
export async function disconnectAll(db: Database): Promise<void> {
  await db.cluster.deleteMany();
  await db.endpoint.deleteMany();
}

/** The first cluster of an endpoint, connected and observed. Time is real, because the migrations of the endpoint are. */
export async function connectEndpoint(ctx: Context, entry: Entry) {
  const [offered] = await listOfferedClusters({ ctx, input: entry });
  const clusters = [{ name: entry.driver, config: offered?.config ?? {} }];
  const { ids } = await connectClusters({ ctx, input: { ...entry, clusters } });
  const clusterId = present(ids[0], 'the connected cluster');
  const open = async (): Promise<HypervisorDriver> => {
    const { endpoint, driverConfig, hosts } = await ctx.db.cluster.findUniqueOrThrow({
      where: { id: clusterId },
      include: { endpoint: true, hosts: true },
    });
    return createDriver(entry.driver, {
      endpoint: endpoint && openEndpoint(endpoint, ctx.secrets),
      config: driverConfig,
      hosts: hosts.map(({ id, ...host }) => ({ ...host, hostId: id })),
      log: createMemoryLog(),
      clock: systemClock,
    });
  };
  let driver = await open();
  const collect = () => collectCluster({ ctx, driver, input: { clusterId, isAsked: true } });
  const finish = async (runId: string): Promise<void> => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(STEP_MS))
      if (await advanceRun({ ctx, driver, input: { runId } })) return;
    throw new Error('the run did not end');
  };
  /** Ticks until the move is in a state. */
  const until = async (runId: string, state: MoveState): Promise<void> => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(STEP_MS)) {
      await advanceRun({ ctx, driver, input: { runId } });
      if ((await ctx.db.move.count({ where: { runId, state } })) > 0) return;
    }
    throw new Error(`no move became ${state}`);
  };
  /** Ballast is started again. */
  const restart = async (): Promise<void> => {
    await driver.close();
    driver = await open();
  };
  await collect();
  await collect();
  return { clusterId, collect, finish, until, restart, driver: () => driver, close: () => driver.close() };
}
