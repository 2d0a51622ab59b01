import { expect, it } from 'vitest';
import { countStarved } from './count-starved.ts';
import { vmMeasuresOf } from './measures-of.ts';

const measured = (cores: number | null, readyCores: number | null) => ({
  ...vmMeasuresOf({ cpuCoresUsed: cores, memoryUsedMiB: null, dirtyMiBps: null }),
  readyCores,
});
const vm = (hostId: string, cores: number | null, readyCores: number | null) => ({
  hostId,
  state: 'running' as const,
  measured: measured(cores, readyCores),
});
const hosts = [
  { id: 'full', cpuLoad: 1.01 },
  { id: 'free', cpuLoad: 0.5 },
  { id: 'new', cpuLoad: null },
];

it('counts VMs that waited for more than a tenth of the CPU time that they wanted', () => {
  expect(countStarved(hosts, [vm('free', 0.9, 0.1), vm('free', 0.89, 0.11), vm('full', 1, 0)])).toBe(1);
});

it('goes by the load of the host where waiting is not measured', () => {
  expect(countStarved(hosts, [vm('full', 1, null), vm('free', 1, null), vm('new', 1, null)])).toBe(1);
});

it('leaves out VMs that do not run or were not read', () => {
  const stopped = { ...vm('full', 1, null), state: 'stopped' as const };
  expect(countStarved(hosts, [stopped, { ...vm('full', 1, null), measured: null }])).toBe(0);
});
