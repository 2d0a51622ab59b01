import { present } from '../../../lib/model/present.ts';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../../integration/support/simulated-cluster.ts';
import type { BenchServer } from './bench-server.ts';
import { until } from './until.ts';

const VMS = 50;
const MIGRATION_MBPS = 10_000;
const LINK_EFFICIENCY = 0.94; // of the simulator
const MOVES_PER_HOST = 2;

export interface EvacuationResult {
  moves: number;
  seconds: number; // from the commit of the approval to the end of the run
  boundSeconds: number;
  linkSeconds: number; // all bytes over the one link of the host
  placesSeconds: number; // the duration of each move alone on the link, divided by the slots of the host
  ratio: number;
}

/**
 * Evacuates a host of 50 VMs to five others, in real time. No schedule is faster than the bound: the host's link
 * must transfer every byte, and each move must occupy one of its two slots for the duration that it has alone.
 */
export async function measureEvacuation(
  { db, ctx }: BenchServer,
  memoryMiB: number,
): Promise<EvacuationResult> {
  const hosts = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) =>
    simulatedHost(name, { cpuCores: 64, memoryMiB: 524_288, migrationMbps: MIGRATION_MBPS }),
  );
  const load = { base: 0.3, noise: 0 };
  const vms = Array.from({ length: VMS }, (_, i) =>
    simulatedVm(`vm-${i}`, 'h1', { memoryMiB, vcpus: 1, load }),
  );
  const more = { intervalSeconds: 5, policy: { movesPerHost: MOVES_PER_HOST } };
  const { cluster, hostId } = await storeSimulatedCluster(db, { hosts, vms }, ctx.clock.now(), more);
  await until('the cluster was observed', async () => {
    const seen = await db.vm.count({ where: { clusterId: cluster.id, cores: { not: null } } });
    return seen === VMS ? true : null;
  });
  const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
  const committedAt = Date.now();
  const run = await until('the evacuation ended', async () => {
    const found = await db.run.findUniqueOrThrow({
      where: { id: present(runId, 'run') },
      include: { moves: true },
    });
    return found.finishedAt ? found : null;
  });
  const seconds = ((run.finishedAt?.getTime() ?? 0) - committedAt) / 1000;
  if (run.state !== 'succeeded') throw new Error(`the evacuation ended as ${run.state}`);

  const linkMiBps = (MIGRATION_MBPS * 1e6 * LINK_EFFICIENCY) / 8 / 2 ** 20;
  const alone = run.moves.map((move) => {
    const { setupMs = 0 } = move.statistics as { setupMs?: number };
    return { copySeconds: Number(move.bytes) / 2 ** 20 / linkMiBps, setupSeconds: setupMs / 1000 };
  });
  const linkSeconds = alone.reduce((sum, { copySeconds }) => sum + copySeconds, 0);
  const busySeconds = alone.reduce(
    (sum, { copySeconds, setupSeconds }) => sum + copySeconds + setupSeconds,
    0,
  );
  const placesSeconds = busySeconds / MOVES_PER_HOST;
  const boundSeconds = Math.max(linkSeconds, placesSeconds);
  return {
    moves: run.moves.length,
    seconds,
    boundSeconds,
    linkSeconds,
    placesSeconds,
    ratio: seconds / boundSeconds,
  };
}
