import { type Generate, type HostType, makeHost, STANDARD } from './cluster-input.ts';
import { skewedVms } from './skew.ts';

const TYPES: readonly HostType[] = [
  STANDARD,
  { cores: 24, coreMhz: 2100, memoryGiB: 192 },
  { cores: 64, coreMhz: 3000, memoryGiB: 512 },
];

/** Three types of hosts, with reserves for the hypervisor. Otherwise as skewed as `skew`. */
export const hetero: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => {
    const type = TYPES[h % TYPES.length] ?? STANDARD;
    return { ...makeHost(h, type), reserve: { cpuMhz: type.coreMhz, memoryMiB: 4096 } };
  });
  return { hosts, vms: skewedVms(random, hosts, size) };
};
