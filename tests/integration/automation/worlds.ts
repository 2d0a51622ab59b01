import { simulatedHost, simulatedVm } from '../support/simulated-cluster.ts';

/** `count` hosts, h1 and so on, of 8 cores. */
export const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => simulatedHost(`h${index + 1}`));

/** VMs of 2 vCPUs, evenly placed on the first `hosts` hosts; `load` in shares of their vCPUs. */
export const vms = (count: number, on: number, load: object, more: object = {}) =>
  Array.from({ length: count }, (_, index) =>
    simulatedVm(`vm-${String(index + 1).padStart(2, '0')}`, `h${(index % on) + 1}`, {
      load: { base: 0.3, noise: 0.05, ...load },
      memoryMiB: 2048,
      ...more,
    }),
  );

/** A surge on a host, `after` minutes from an ISO time. */
export const surge = (host: string, from: string, after: number, minutes: number, level = 0.95) => ({
  host,
  startsAt: new Date(Date.parse(from) + after * 60_000).toISOString(),
  minutes,
  level,
});
