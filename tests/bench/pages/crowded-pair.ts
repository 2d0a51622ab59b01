import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../../integration/support/simulated-cluster.ts';
import type { BenchServer } from '../executor/bench-server.ts';
import { until } from '../executor/until.ts';

const VMS = 400;
const FREE_SHARE = 0.9; // memory on the other host, as a share of what the VMs need
const SIZES_MIB = [2048, 4096, 6144] as const;

/**
 * 400 VMs on one of two hosts, already observed. The other host cannot hold all of them, so planning its evacuation
 * is a long search.
 */
export async function storeCrowdedPair({ db, ctx }: BenchServer): Promise<{ full: string; other: string }> {
  const sizesMiB = Array.from({ length: VMS }, (_, i): number => SIZES_MIB[i % SIZES_MIB.length] ?? 0);
  const load = { base: 0.01, noise: 0 };
  const vms = sizesMiB.map((memoryMiB, i) => simulatedVm(`vm-${i}`, 'full', { memoryMiB, vcpus: 1, load }));
  const needsMiB = sizesMiB.reduce((sum, each) => sum + each, 0);
  const hosts = [
    simulatedHost('full', { cpuCores: 64, memoryMiB: needsMiB }),
    simulatedHost('other', { cpuCores: 64, memoryMiB: Math.ceil(needsMiB * FREE_SHARE) }),
  ];
  const { cluster, hostId } = await storeSimulatedCluster(db, { hosts, vms }, ctx.clock.now());
  await until('the cluster was observed', async () => {
    const seen = await db.vm.count({ where: { clusterId: cluster.id, demandCores: { not: null } } });
    return seen === VMS ? true : null;
  });
  return { full: hostId('full'), other: hostId('other') };
}
