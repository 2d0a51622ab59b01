import { defaultOverheadMiB, defaultReserve, type ReserveSource } from '../../model/reserve.ts';

interface ReservedHost {
  cpuCores: number;
  memoryMiB: number;
  reserveCores: number | null;
  reserveMemoryMiB: number | null;
}

/** What people set for a cluster of what is kept; null: the default. */
export interface ClusterReserve {
  reserveCpuPercent: number | null;
  reserveMemoryPercent: number | null;
  vmOverheadMiB: number | null;
}

export interface HostReserve {
  cores: number;
  coresFrom: ReserveSource;
  memoryMiB: number;
  memoryFrom: ReserveSource;
}

/** The same where nothing is entered for the host. */
export interface ClusterReserveView {
  cores: number;
  coresFrom: 'cluster' | 'default';
  memoryMiB: number;
  memoryFrom: 'cluster' | 'default';
}

/** A reserve never takes all of a host, also when the host has shrunk since it was entered. */
const MOST_SHARE = 0.9;

/** What a host keeps for itself: as entered for it, else for its cluster, else the default. */
export function reserveOf(host: ReservedHost, cluster: ClusterReserve): HostReserve {
  const fallback = defaultReserve(host);
  const cores = choose(host.reserveCores, share(cluster.reserveCpuPercent, host.cpuCores), fallback.cores);
  const memory = choose(
    host.reserveMemoryMiB,
    share(cluster.reserveMemoryPercent, host.memoryMiB),
    fallback.memoryMiB,
  );
  return {
    cores: Math.min(cores.value, host.cpuCores * MOST_SHARE),
    coresFrom: cores.from,
    memoryMiB: Math.floor(Math.min(memory.value, host.memoryMiB * MOST_SHARE)),
    memoryFrom: memory.from,
  };
}

/** What the host would keep if nothing were entered for it, to show beside an empty field. */
export function reserveWithout(host: ReservedHost, cluster: ClusterReserve): ClusterReserveView {
  const { cores, memoryMiB } = reserveOf({ ...host, reserveCores: null, reserveMemoryMiB: null }, cluster);
  return {
    cores,
    coresFrom: cluster.reserveCpuPercent === null ? 'default' : 'cluster',
    memoryMiB,
    memoryFrom: cluster.reserveMemoryPercent === null ? 'default' : 'cluster',
  };
}

/** What the hypervisor needs for a VM besides its memory, in MiB: as entered for the cluster, else by the VM's size. */
export function overheadOf(vm: { vcpus: number; memoryMiB: number }, cluster: ClusterReserve): number {
  return cluster.vmOverheadMiB ?? defaultOverheadMiB(vm);
}

const share = (percent: number | null, of: number): number | null =>
  percent === null ? null : (percent / 100) * of;

function choose(
  ofHost: number | null,
  ofCluster: number | null,
  fallback: number,
): { value: number; from: ReserveSource } {
  if (ofHost !== null) return { value: ofHost, from: 'host' };
  if (ofCluster !== null) return { value: ofCluster, from: 'cluster' };
  return { value: fallback, from: 'default' };
}
