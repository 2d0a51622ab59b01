import { type Generate, makeHost, makeVms } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

/** Even from the start: no move can bring the least gain of the default policy (.01), so the right answer is none. */
export const balanced: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const cpu = around(random, size.hosts, random.between(0.35, 0.7), 0.002);
  const memory = around(random, size.hosts, random.between(0.4, 0.8), 0.002);
  const fills = evenCounts(random, size.vms, size.hosts).map((vms, h) => ({
    vms,
    cpu: cpu[h] ?? 0,
    memory: memory[h] ?? 0,
  }));
  return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills)) };
};
