import { type Generate, makeHost, makeVms, STANDARD, sum } from './cluster-input.ts';
import { EVACUATED_HOST_ID } from './evacuation.ts';

const SIZES_MIB = [2048, 4096, 6144];
const CPU_MHZ = 26;

/** All VMs on the host to evacuate. The others together have this share of the memory that the VMs need. */
export const crowd =
  (share: number): Generate =>
  (random, { hosts, vms }) => {
    const needs = Array.from({ length: vms }, () => ({ cpuMhz: CPU_MHZ, memoryMiB: random.pick(SIZES_MIB) }));
    const all = sum(needs.map(({ memoryMiB }) => memoryMiB));
    const others = Math.ceil((all * share) / (hosts - 1));
    const made = Array.from({ length: hosts }, (_, h) => {
      const host = makeHost(h);
      const cores = host.id === EVACUATED_HOST_ID ? Math.ceil(vms / 50) : STANDARD.cores;
      return {
        ...host,
        cpuCores: cores,
        cpuMhz: cores * STANDARD.coreMhz,
        memoryMiB: host.id === EVACUATED_HOST_ID ? all : others,
      };
    });
    return { hosts: made, vms: makeVms(made, [needs]) };
  };
