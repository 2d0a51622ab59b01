import { type Generate, makeHost, makeVms, type Need } from './cluster-input.ts';
import { drawNeeds } from './draw-needs.ts';
import { placeSkewed } from './place-skewed.ts';

/** Every second host has a VM of more than 30 % of a host, which only few hosts can take. The rest are small VMs. */
export const whales: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const cpuMhz = hosts[0]?.cpuMhz ?? 0;
  const memoryMiB = hosts[0]?.memoryMiB ?? 0;
  const whaleCount = Math.min(Math.ceil(size.hosts / 2), Math.floor(size.vms / 4));
  const big = Array.from({ length: whaleCount }, (): Need => {
    const share = Math.round(random.between(32, 55)) / 100;
    return {
      cpuMhz: Math.round(share * random.between(0.5, 1) * cpuMhz),
      memoryMiB: Math.round(share * memoryMiB),
    };
  });
  const small = drawNeeds(random, {
    vms: size.vms - whaleCount,
    cpuMhz: 0.28 * cpuMhz * size.hosts,
    memoryMiB: 0.38 * memoryMiB * size.hosts,
    largestCpuMhz: 0.15 * cpuMhz,
    largestMemoryMiB: 0.15 * memoryMiB,
  });
  return {
    hosts,
    vms: makeVms(hosts, placeSkewed(random, { hosts, needs: [...big, ...small], spread: 0.57 })),
  };
};
