import type { Database } from '../../../lib/db/client.ts';
import { present } from '../../../lib/model/present.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { cancelRun } from '../../../lib/services/runs/cancel-run.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../../integration/support/simulated-cluster.ts';
import type { BenchServer } from './bench-server.ts';
import { until } from './until.ts';

/** Milliseconds from the commit of an approval until the hypervisor began the move, one for each move. */
export interface Overhead {
  idle: number[]; // nothing else was in progress in the cluster
  busy: number[]; // another migration was in progress: the loop that carries it out has to notice the order
}

const HOSTS = ['h1', 'h2', 'h3', 'h4'];

/** Moves small VMs one at a time, each with a separate approval, and reads the start time from the hypervisor. */
export async function measureOverhead({ db, ctx }: BenchServer, moves: number): Promise<Overhead> {
  const now = ctx.clock.now();
  const world = {
    hosts: HOSTS.map((name) => simulatedHost(name)),
    vms: [
      ...Array.from({ length: 2 * moves }, (_, i) =>
        simulatedVm(`vm-${i}`, 'h1', { memoryMiB: 256, vcpus: 1 }),
      ),
      simulatedVm('long', 'h3', { memoryMiB: 60_000, dirtyMiBps: 900, workingSetMiB: 50_000 }),
    ],
  };
  const { cluster, hostId } = await storeSimulatedCluster(db, world, now, {
    intervalSeconds: 5,
    policy: { stallSeconds: 3600 },
  });
  const vms = await until('the cluster was observed', async () => {
    const found = await db.vm.findMany({ where: { clusterId: cluster.id }, orderBy: { name: 'asc' } });
    return found.length === world.vms.length ? found : null;
  });
  const small = vms.filter((vm) => vm.name !== 'long');
  const moveOne = async (vmId: string): Promise<number> => {
    const { runId } = await migrateVm({ ctx, input: { vmId, toHostId: hostId('h2') } });
    return beganAfter(db, runId, Date.now());
  };
  const measured: Overhead = { idle: [], busy: [] };
  for (const vm of small.slice(0, moves)) measured.idle.push(await moveOne(vm.id));
  const long = vms.find((vm) => vm.name === 'long');
  const beside = await migrateVm({
    ctx,
    input: { vmId: present(long?.id, 'row'), toHostId: hostId('h4'), kind: 'live' },
  });
  for (const vm of small.slice(moves)) measured.busy.push(await moveOne(vm.id));
  await cancelRun({ ctx, input: { runId: beside.runId } });
  await until('the migration beside was cancelled', () =>
    db.run.findFirst({ where: { id: beside.runId, finishedAt: { not: null } } }),
  );
  return measured;
}

/**
 * Waits for the end of a run of one move. Returns the time from `committedAt` until the simulated hypervisor
 * accepted its order.
 */
async function beganAfter(db: Database, runId: string, committedAt: number): Promise<number> {
  const run = await until('the run ended', async () => {
    const found = await db.run.findUniqueOrThrow({ where: { id: runId }, include: { moves: true } });
    return found.finishedAt ? found : null;
  });
  const [move] = run.moves;
  if (move?.state !== 'done') throw new Error(`a move ended as ${move?.state} (${move?.code})`);
  const order = await db.simulatorCommand.findFirstOrThrow({
    where: { body: { path: ['moveId'], equals: move.id } },
    orderBy: { seq: 'asc' },
  });
  return order.at.getTime() - committedAt;
}
