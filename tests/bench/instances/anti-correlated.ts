import {
  CPU_STEP_MHZ,
  type Generate,
  MEMORY_STEP_MIB,
  makeHost,
  makeVms,
  type Need,
} from './cluster-input.ts';
import { evenCounts } from './split.ts';

const MEAN = { cpu: 0.48, memory: 0.7 };
const STEEPEST = 0.35;

/**
 * The more CPU a VM needs, the less memory it needs, and each host starts with VMs of one kind. A single move that
 * balances one resource unbalances the other, so greedy planners stop early, while exchanges of VMs still help.
 */
export const antiCorrelated: Generate = (random, size) => {
  const hosts = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const counts = evenCounts(random, size.vms, size.hosts);
  const tilts = random.shuffle(hosts.map((_, h) => (h % 2 === 0 ? 1 : -1)));
  const perHost = size.vms / size.hosts;
  const needs = hosts.map((host, h) =>
    Array.from({ length: counts[h] ?? 0 }, (): Need => {
      const tilt = (tilts[h] ?? 0) * random.between(0.5, 1) * STEEPEST;
      return {
        cpuMhz: toStep(((MEAN.cpu * (1 + 1.4 * tilt)) / perHost) * host.cpuMhz, CPU_STEP_MHZ),
        memoryMiB: toStep(((MEAN.memory * (1 - tilt)) / perHost) * host.memoryMiB, MEMORY_STEP_MIB),
      };
    }),
  );
  return { hosts, vms: makeVms(hosts, needs) };
};

const toStep = (amount: number, step: number): number => Math.max(1, Math.round(amount / step)) * step;
