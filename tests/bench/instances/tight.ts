import { type Generate, makeHost, makeVms } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

/** Every host is so full that most single moves do not fit, while the CPU load is far from balanced. */
export const tight =
  (memoryFill: number): Generate =>
  (random, size) => {
    const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
    const memory = around(random, size.hosts, memoryFill, Math.max(0, Math.min(0.06, 0.995 - memoryFill)));
    const cpu = around(random, size.hosts, 0.45, 0.4);
    const fills = evenCounts(random, size.vms, size.hosts).map((vms, h) => ({
      vms,
      cpu: cpu[h] ?? 0,
      memory: memory[h] ?? 0,
    }));
    return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills)) };
  };
