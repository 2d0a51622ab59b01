import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import { present } from '../model/present.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { planBalance } from './balance.ts';
import { assumed } from './cluster/assumptions.ts';
import { planEvacuation } from './evacuate.ts';
import { anyPolicy, anySnapshot } from './testing/snapshots.ts';

/** Powers of two, so that all products and quotients are exact. */
const anyFactor = fc.constantFrom(0.125, 0.5, 2, 16, 1024);
const runs = { numRuns: 150, seed: 20260131 };

/** The same cluster in other units: CPU values times `cpu`; memory values and bandwidths times `memory`. */
function inUnits(snapshot: Snapshot, cpu: number, memory: number): Snapshot {
  const times = (value: number | undefined, factor: number) =>
    value === undefined ? undefined : value * factor;
  return {
    ...snapshot,
    hosts: snapshot.hosts.map((host) => ({
      ...host,
      cpuMhz: host.cpuMhz * cpu,
      memoryMiB: host.memoryMiB * memory,
      hugePages: host.hugePages?.map((pool) => ({ ...pool, totalMiB: pool.totalMiB * memory })),
      reserve: { cpuMhz: host.reserve.cpuMhz * cpu, memoryMiB: host.reserve.memoryMiB * memory },
      // Defaults are absolute values, so they are given explicitly.
      cpuCores: host.cpuCores ?? 8,
      migrationMbps: (host.migrationMbps ?? assumed.migrationMbps) * memory,
    })),
    vms: snapshot.vms.map((vm) => ({
      ...vm,
      memoryMiB: vm.memoryMiB * memory,
      overheadMiB: vm.overheadMiB * memory,
      demand: {
        cpuMhz: times(vm.demand.cpuMhz, cpu),
        memoryMiB: times(vm.demand.memoryMiB, memory),
      },
      dirtyMiBps: (vm.dirtyMiBps ?? assumed.dirtyMiBps) * memory,
      hiddenWrites: vm.hiddenWrites && {
        dirtyMiBps: vm.hiddenWrites.dirtyMiBps * memory,
        workingSetMiB: vm.hiddenWrites.workingSetMiB * memory,
      },
      workingSetMiB: times(vm.workingSetMiB, memory),
      touchedMiB: times(vm.touchedMiB, memory),
    })),
  };
}

/** Everything in a plan that has no unit. Figures are shares, and times do not change. */
const unitless = ({ rejections, ...plan }: Plan) => ({
  ...plan,
  rejections: rejections.map(({ vmId, hostId, code }) => [vmId, hostId, code]),
});

describe('other units of CPU and memory', { timeout: 120_000 }, () => {
  it('change nothing about balancing', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, anyFactor, anyFactor, (snapshot, policy, cpu, memory) => {
        const plan = planBalance(inUnits(snapshot, 1, 1), policy);
        expect(unitless(planBalance(inUnits(snapshot, cpu, memory), policy))).toEqual(unitless(plan));
      }),
      runs,
    );
  });

  it('change nothing about an evacuation', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, anyFactor, anyFactor, (snapshot, policy, cpu, memory) => {
        const hostId = present(snapshot.hosts[0]?.id, 'host');
        const plan = planEvacuation(inUnits(snapshot, 1, 1), policy, hostId);
        const again = planEvacuation(inUnits(snapshot, cpu, memory), policy, hostId);
        expect(unitless(again)).toEqual(unitless(plan));
      }),
      runs,
    );
  });
});
