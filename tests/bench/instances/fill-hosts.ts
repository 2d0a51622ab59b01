import { CPU_STEP_MHZ, type HostInput, MEMORY_STEP_MIB, type Need } from './cluster-input.ts';
import type { Random } from './random.ts';
import { splitInto } from './split.ts';

/** The initial load of one host, as shares of its capacity, and its number of VMs. */
export interface Fill {
  readonly cpu: number;
  readonly memory: number;
  readonly vms: number;
}

export interface FillOptions {
  readonly memoryStepMiB?: number; // memory sizes are multiples of this
  readonly sigma?: number; // how much the VMs of a host differ (log-normal)
}

/** Demands that fill each host exactly to the given shares, so the start fits, however high they are. */
export function fillHosts(
  random: Random,
  hosts: readonly HostInput[],
  fills: readonly Fill[],
  { memoryStepMiB = MEMORY_STEP_MIB, sigma = 0.6 }: FillOptions = {},
): Need[][] {
  return hosts.map((host, h) => {
    const fill = fills[h];
    if (fill === undefined || fill.vms === 0) return [];
    const part = { parts: fill.vms, sigma };
    const cpu = splitInto(random, { ...part, total: fill.cpu * host.cpuMhz, step: CPU_STEP_MHZ });
    const memory = splitInto(random, { ...part, total: fill.memory * host.memoryMiB, step: memoryStepMiB });
    return cpu.map((cpuMhz, i) => ({ cpuMhz, memoryMiB: memory[i] ?? 0 }));
  });
}

/** Numbers with this mean, none further from it than `swing`, as many above it as below. */
export function around(random: Random, count: number, mean: number, swing: number): number[] {
  const offsets = Array.from({ length: count }, () => random.between(-swing, swing));
  const drift = offsets.reduce((total, offset) => total + offset, 0) / count;
  return offsets.map((offset) => mean + Math.max(-swing, Math.min(swing, offset - drift)));
}
