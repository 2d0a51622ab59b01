import { type Generate, MIB_PER_GIB, makeHost, makeVms, STANDARD } from './cluster-input.ts';
import { around, fillHosts } from './fill-hosts.ts';
import { evenCounts } from './split.ts';

/** The host that must be evacuated in the families `evacuation-*` and `infeasible`. */
export const EVACUATED_HOST_ID = 'h1';

// Coarse and very unequal sizes leave gaps that no VM fills.
const USUAL_VMS = 16;
const MEMORY_STEPS_MIB = [1, 2, 4].map((gib) => gib * MIB_PER_GIB);

/**
 * A host to evacuate, where all VMs together need this share of the memory of the other hosts. Often other VMs must
 * move first.
 */
export const evacuation =
  (fillWithout: number): Generate =>
  (random, size) => {
    // hosts with many VMs are larger in proportion, since the coarse sizes would not fit otherwise
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
