import type { Snapshot } from '../../../lib/model/snapshot.ts';
import {
  type SimulatedWorld,
  simulatedHost,
  simulatedVm,
} from '../../integration/support/simulated-cluster.ts';

/** Of migrations, so that an evacuation needs fewer ticks. Faults and back-offs keep their times. */
const SPEED = 4;

/**
 * An instance of the benchmark as a simulated cluster: the same hosts and VMs, each with exactly the demand that the instance
 * states, at every time. Hosts are named by the ids of the instance. Without memory of the hypervisor itself, because
 * instances state none.
 */
export function worldOf({ hosts, vms }: Snapshot): SimulatedWorld {
  const coreMhz = new Map(hosts.map((host) => [host.id, host.cpuMhz / (host.cpuCores ?? 1)]));
  return {
    speed: SPEED,
    hypervisorMemoryMiB: 0,
    hosts: hosts.map(({ id, cpuCores, cpuMhz, memoryMiB, migrationMbps }) =>
      simulatedHost(id, { cpuCores, coreMhz: cpuMhz / (cpuCores ?? 1), memoryMiB, migrationMbps }),
    ),
    vms: vms.map(({ id, hostId, vcpus = 1, memoryMiB, demand, dirtyMiBps, workingSetMiB }) => {
      const base = (demand.cpuMhz ?? 0) / (vcpus * (coreMhz.get(hostId) ?? 1));
      const load = { base, noise: 0 };
      return simulatedVm(id, hostId, { vcpus, memoryMiB, load, touchedShare: 1, dirtyMiBps, workingSetMiB });
    }),
  };
}
