import type { Database } from '../../../lib/db/client.ts';
import { HostCommands } from '../../../lib/model/host-commands.ts';
import type { PolicyPatch } from '../../../lib/model/policy.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { advancePatchRun } from '../../../lib/services/patches/advance-patch-run.ts';
import type { StartPatchRunInput } from '../../../lib/services/patches/patch-input.ts';
import { startPatchRun } from '../../../lib/services/patches/start-patch-run.ts';
import { advanceRuns } from '../../../lib/services/runs/advance-run.ts';
import { makeObservedCluster } from './observed-cluster.ts';
import { simulatedHost, simulatedVm } from './simulated-cluster.ts';

const commands = HostCommands.parse({
  steps: [
    {
      name: 'update',
      command: 'apt-get -y upgrade && reboot',
      timeoutSeconds: 600,
      returnSeconds: 300,
      expectedSeconds: 80,
    },
    { name: 'no-restart', command: 'apt-get -y upgrade', timeoutSeconds: 600, restarts: false },
    { name: 'fails', command: 'exit 3', timeoutSeconds: 600 },
    { name: 'forgets', command: 'apt-get -y upgrade', timeoutSeconds: 600, returnSeconds: 120 },
  ],
});

const WORLD = ['a h1', 'b h1', 'c h2', 'd h2', 'e h3', 'f h3'];
const TICK_SECONDS = 3;

interface Wanted {
  hosts?: readonly string[];
  vms?: readonly string[]; // 'name host'
  more?: Readonly<Record<string, object>>; // of VMs, by name
  policy?: PolicyPatch;
}

/** A simulated cluster, and a worker for its patch run whose every tick a test decides. */
export async function makePatchedCluster(
  db: Database,
  { hosts = ['h1', 'h2', 'h3', 'h4'], vms = WORLD, more = {}, policy = {} }: Wanted = {},
) {
  const made = await makeObservedCluster(db, {
    hosts: hosts.map((name) => simulatedHost(name)),
    vms: vms.map((vm) => {
      const [name = '-', host = '-'] = vm.split(' ');
      return simulatedVm(name, host, more[name]);
    }),
  });
  const { clock, driver } = made;
  const clusterId = made.cluster.id;
  const values = await db.policy.findFirstOrThrow({ where: { clusterId } });
  await db.policy.update({ where: { id: values.id }, data: { patch: { ...values.patch, ...policy } } });
  const ctx: Context = { ...made.ctx, commands: () => commands };
  const worker: Context = { ...ctx, actor: { kind: 'system', name: 'worker' } };
  const tick = (through: HypervisorDriver = driver) =>
    advancePatchRun({ ctx: worker, driver: through, input: { clusterId } });
  /** Three seconds of a worker: its loops, each at its pace. */
  const work = async (through: HypervisorDriver = driver): Promise<boolean> => {
    clock.pass(TICK_SECONDS);
    await advanceRuns({ ctx: worker, driver, input: { clusterId } });
    const isDue = (clock.now().getTime() / 1000) % 15 < TICK_SECONDS;
    const jobs = await db.$queryRaw<
      unknown[]
    >`SELECT 1 FROM graphile_worker.jobs WHERE key = ${`collect-cluster:${clusterId}`}`;
    if (isDue || jobs.length > 0) {
      await db.$queryRaw`SELECT graphile_worker.remove_job(${`collect-cluster:${clusterId}`})::text`;
      await collectCluster({ ctx: worker, driver, input: { clusterId, isAsked: true } });
    }
    return (await tick(through)).isLeft;
  };
  const read = () =>
    db.patchRun.findFirstOrThrow({
      where: { clusterId },
      orderBy: { createdAt: 'desc' },
      include: { hosts: { orderBy: { sequence: 'asc' } } },
    });
  const phases = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await read()).hosts.map(({ name, phase }) => [name, phase]));
  /** Works until this holds; fails after two hours of the clock. */
  const until = async (
    isSo: (run: Awaited<ReturnType<typeof read>>) => boolean | Promise<boolean>,
  ): Promise<void> => {
    for (let i = 0; i < 2400; i++) {
      if (await isSo(await read())) return;
      await work();
    }
    throw new Error(`it did not come to that: ${JSON.stringify(await phases())}`);
  };
  const start = (input: Partial<StartPatchRunInput> = {}) =>
    startPatchRun({
      ctx,
      input: { clusterId, hostIds: hosts.map(made.hostId), step: 'command', stepName: 'update', ...input },
    });
  return { ...made, ctx, worker, clusterId, tick, work, read, phases, until, start };
}
