import { type Generate, type HostInput, makeHost, makeVms, STANDARD, sum } from './cluster-input.ts';
import { drawNeeds } from './draw-needs.ts';
import { placeSkewed } from './place-skewed.ts';
import type { Random } from './random.ts';
import type { Size } from './size.ts';

const CPU_FILL = 0.45;
const MEMORY_FILL = 0.62;

/** Homogeneous hosts that start far from balanced: memory 62 %, CPU 45 %, spread about .57. */
export const skew: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h, STANDARD));
  return { hosts, vms: skewedVms(random, hosts, size) };
};

/** VMs on these hosts with the usual load, placed far from balanced. */
export function skewedVms(random: Random, hosts: HostInput[], { vms }: Size, memoryFill = MEMORY_FILL) {
  const smallestCpu = Math.min(...hosts.map((host) => host.cpuMhz));
  const smallestMemory = Math.min(...hosts.map((host) => host.memoryMiB));
  const needs = drawNeeds(random, {
    vms,
    cpuMhz: CPU_FILL * sum(hosts.map((host) => host.cpuMhz - (host.reserve?.cpuMhz ?? 0))),
    memoryMiB: memoryFill * sum(hosts.map((host) => host.memoryMiB - (host.reserve?.memoryMiB ?? 0))),
    largestCpuMhz: 0.28 * smallestCpu,
    largestMemoryMiB: 0.28 * smallestMemory,
  });
  return makeVms(hosts, placeSkewed(random, { hosts, needs, spread: random.between(0.56, 0.585) }));
}
