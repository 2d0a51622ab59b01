import { type Generate, MIB_PER_GIB, makeHost, makeVms, STANDARD } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

/** The host that the families `evacuation-*` and `infeasible` ask to be emptied. */
export const EVACUATED_HOST_ID = 'h1';

// Coarse and very unequal sizes leave gaps that nothing fills.
const USUAL_VMS = 16;
const MEMORY_STEPS_MIB = [1, 2, 4].map((gib) => gib * MIB_PER_GIB);

/** A host to empty where all the VMs fill this share of the memory of the others. Often other VMs must make room. */
export const evacuation =
  (fillWithout: number): Generate =>
  (random, size) => {
    // hosts of many VMs are as much larger, or the coarse sizes would not go into them
    const times = Math.ceil(size.vms / size.hosts / USUAL_VMS);
    const type = { ...STANDARD, cores: STANDARD.cores * times, memoryGiB: STANDARD.memoryGiB * times };
    const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h, type));
    const mean = (fillWithout * (size.hosts - 1)) / size.hosts;
    const memory = around(random, size.hosts, mean, Math.max(0, Math.min(0.06, 0.995 - mean)));
    const cpu = around(random, size.hosts, 0.45, 0.1);
    const fills = evenCounts(random, size.vms, size.hosts).map((vms, h) => ({
      vms,
      cpu: cpu[h] ?? 0,
      memory: memory[h] ?? 0,
    }));
    const sizes = { memoryStepMiB: random.pick(MEMORY_STEPS_MIB), sigma: 0.9 };
    return { hosts, vms: makeVms(hosts, fillHosts(random, hosts, fills, sizes)) };
  };
