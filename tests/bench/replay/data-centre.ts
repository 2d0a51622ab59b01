import { type SnapshotHost, SnapshotHost as SnapshotHostSchema } from '../../../lib/model/snapshot.ts';
import { Random } from '../instances/random.ts';
import type { Day } from './trace.ts';

/** A VM of the replay: what it has, and what it wants at every sample of the day. */
export interface ReplayVm {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly touchedMiB: number;
  readonly dirtyMiBps: number;
  readonly workingSetMiB: number;
  readonly cpuMhz: Float64Array; // by sample
}

export interface DataCentre {
  readonly hosts: readonly SnapshotHost[];
  readonly vms: readonly ReplayVm[];
  readonly homes: readonly number[]; // the index of each VM's first host
}

const HOST = { cores: 16, coreMhz: 2600, memoryMiB: 192 * 1024, reserveMhz: 1300, reserveMiB: 4096 };
/** vCPUs with how many in a hundred VMs have them. */
const VCPUS: readonly (readonly [vcpus: number, share: number])[] = [
  [2, 25],
  [4, 40],
  [8, 35],
];
const MEMORY_GIB_PER_VCPU = [1, 2, 4] as const;

/**
 * The cluster of the replay. A trace's percent of all vCPUs of its VM, each as fast as a core of a host (2.6 GHz), is the VM's
 * demand. vCPUs (2, 4 or 8), memory (1, 2 or 4 GiB a vCPU, 40-90 % of it touched), pages written (2 MiB/s and more, the larger
 * VM the more) and the first host (any with free memory, whatever its CPU load) come from the seed.
 */
export function makeDataCentre(day: Day, size: { hosts: number; vms: number }, seed: number): DataCentre {
  const random = new Random(seed);
  const traces = random.shuffle(day.traces).slice(0, size.vms);
  const hosts = Array.from({ length: size.hosts }, (_, index) =>
    SnapshotHostSchema.parse({
      id: `h${index + 1}`,
      name: `kvm-${String(index + 1).padStart(3, '0')}`,
      cpuCores: HOST.cores,
      cpuMhz: HOST.cores * HOST.coreMhz,
      memoryMiB: HOST.memoryMiB,
      reserve: { cpuMhz: HOST.reserveMhz, memoryMiB: HOST.reserveMiB },
      migrationMbps: 10_000,
    }),
  );
  const vms = traces.map((trace, index): ReplayVm => {
    const vcpus = drawVcpus(random);
    const memoryMiB = vcpus * random.pick(MEMORY_GIB_PER_VCPU) * 1024;
    return {
      id: `v${index + 1}`,
      name: trace.name,
      vcpus,
      memoryMiB,
      touchedMiB: Math.round(memoryMiB * random.between(0.4, 0.9)),
      dirtyMiBps: Math.round(2 + vcpus * random.between(0, 15)),
      workingSetMiB: Math.round(memoryMiB * random.between(0.03, 0.12)),
      cpuMhz: Float64Array.from(trace.cpuPercent, (percent) => (percent / 100) * vcpus * HOST.coreMhz),
    };
  });
  return { hosts, vms, homes: placeAtRandom(random, hosts, vms) };
}

function drawVcpus(random: Random): number {
  let left = random.below(100);
  for (const [vcpus, share] of VCPUS) {
    if (left < share) return vcpus;
    left -= share;
  }
  throw new RangeError('the shares do not add up to 100');
}

/** Throws where the memory of all VMs does not fit. */
function placeAtRandom(random: Random, hosts: readonly SnapshotHost[], vms: readonly ReplayVm[]): number[] {
  const free = hosts.map((host) => host.memoryMiB - host.reserve.memoryMiB);
  return vms.map((vm) => {
    const fitting = free.flatMap((freeMiB, host) => (freeMiB >= vm.memoryMiB ? [host] : []));
    const host = random.pick(fitting);
    free[host] = (free[host] ?? 0) - vm.memoryMiB;
    return host;
  });
}
