import { type Generate, makeHost, makeVms } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

/** Hosts with about equal load, and in addition new and empty hosts, which are this share of all hosts. */
export const newHosts =
  (share: number): Generate =>
  (random, size) => {
    const busy = size.hosts - Math.max(1, Math.round(share * size.hosts));
    const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
    const cpu = around(random, busy, 0.55, 0.05);
    const memory = around(random, busy, 0.65, 0.05);
    const fills = evenCounts(random, size.vms, busy).map((vms, h) => ({
      vms,
      cpu: cpu[h] ?? 0,
      memory: memory[h] ?? 0,
    }));
    return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills)) };
  };
