import { type Generate, makeHost, makeVms } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

// Leaves a spread below .002, the minimum gain of the most aggressive policy. No move has enough gain, so the right plan has no
// moves.
const SWING = 0.0009;

/** Balanced from the start, with VMs of all sizes. */
export const balanced: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const cpu = around(random, size.hosts, random.between(0.35, 0.7), SWING);
  const memory = around(random, size.hosts, random.between(0.4, 0.8), SWING);
  const fills = evenCounts(random, size.vms, size.hosts).map((vms, h) => ({
    vms,
    cpu: cpu[h] ?? 0,
    memory: memory[h] ?? 0,
  }));
  return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills)) };
};
