import type { RefuseWhen } from '../../../lib/drivers/simulator/commands.ts';
import type { DriverErrorCode } from '../../../lib/model/errors.ts';
import { present } from '../../../lib/model/present.ts';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../../lib/services/planning/snapshot-of.ts';
import { readJob } from '../../../lib/views/job/read-job.ts';
import { withTestDatabase } from './database.ts';
import { makeObservedCluster } from './observed-cluster.ts';
import { simulatedHost, simulatedVm } from './simulated-cluster.ts';

export const database = withTestDatabase();

/** Three hosts, two VMs on the first, and settings that make hosts refuse orders. */
export async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h1')],
  });
  const { ctx, clock, store, hostId, vmId, cluster } = made;
  const refuse = (host: string, when: RefuseWhen, code: DriverErrorCode, vm?: string) =>
    store.append(clock.now(), { type: 'refuse', hostId: hostId(host), when, code, vm });
  const evacuate = async (): Promise<string> => {
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await made.finish(runId ?? '');
    return present(runId, 'run');
  };
  const migrate = async (vm: string, to: string): Promise<string> => {
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId(vm), toHostId: hostId(to) } });
    await made.finish(runId);
    return runId;
  };
  const job = async (runId: string) => {
    const page = await readJob({ ctx, input: { runId } });
    const moves = Object.fromEntries(page.moves.map((move) => [move.vm, move]));
    return { state: page.state, moves };
  };
  const state = () => readClusterState(ctx.db, cluster.id);
  const pairs = async () => {
    const { refusals = [], vms, hosts } = snapshotOf(await state(), clock.now());
    const nameOf = (id: string) => [...vms, ...hosts].find((each) => each.id === id)?.name;
    return refusals
      .map(({ vmId, toHostId, code }) => `${nameOf(vmId)} ${nameOf(toHostId)} ${code}`)
      .toSorted();
  };
  const orders = async (vm: string) => {
    const uuid = present((await state()).vms.find((each) => each.name === vm)?.uuid, 'VM');
    const commands = await ctx.db.simulatorCommand.findMany({
      where: { clusterId: cluster.id, body: { path: ['vmUuid'], equals: uuid } },
    });
    return commands.length;
  };
  return { ...made, refuse, evacuate, migrate, job, state, pairs, orders };
}
