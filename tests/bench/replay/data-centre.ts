import { type SnapshotHost, SnapshotHost as SnapshotHostSchema } from '../../../lib/model/snapshot.ts';
import { Random } from '../instances/random.ts';
import type { Day } from './trace.ts';

/** A VM of the replay: its size, and its demand at every sample of the day. */
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
/** vCPUs, with the percentage of VMs that have them. */
const VCPUS: readonly (readonly [vcpus: number, share: number])[] = [
  [2, 25],
  [4, 40],
  [8, 35],
];
const MEMORY_GIB_PER_VCPU = [1, 2, 4] as const;

/**
 * The cluster of the replay. The demand of a VM is its percentage in the trace of all of its vCPUs, each as fast as
 * a core of a host (2.6 GHz). These values come from the seed: vCPUs (2, 4 or 8), memory (1, 2 or 4 GiB a vCPU,
 * 40-90 % of it touched), written pages (2 MiB/s and more, and more for larger VMs), and the first host (any with
 * free memory, whatever its CPU load).
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

/** Throws if the memory of all VMs does not fit. */
function placeAtRandom(random: Random, hosts: readonly SnapshotHost[], vms: readonly ReplayVm[]): number[] {
  const free = hosts.map((host) => host.memoryMiB - host.reserve.memoryMiB);
  return vms.map((vm) => {
    const fitting = free.flatMap((freeMiB, host) => (freeMiB >= vm.memoryMiB ? [host] : []));
    const host = random.pick(fitting);
    free[host] = (free[host] ?? 0) - vm.memoryMiB;
    return host;
  });
}
