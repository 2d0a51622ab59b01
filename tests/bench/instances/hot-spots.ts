import { type Generate, makeHost, makeVms } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

const HOT_HOSTS = 2;

/** Two hosts far above their thresholds in a cluster with low load: a few moves suffice, and many would be a waste. */
export const hotSpots: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const counts = evenCounts(random, size.vms, size.hosts);
  const memory = around(random, size.hosts, 0.55, 0.04);
  const cpu = around(random, size.hosts, 0.42, 0.04);
  const fills = counts.map((vms, h) =>
    h < HOT_HOSTS
      ? { vms, cpu: random.between(0.88, 1.05), memory: random.between(0.7, 0.96) }
      : { vms, cpu: cpu[h] ?? 0, memory: memory[h] ?? 0 },
  );
  return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills)) };
};
