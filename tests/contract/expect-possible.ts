import { expect } from 'vitest';
import type { HostObservation, MigrationProgress } from '../../lib/model/ports.ts';

/** Every measure is null or possible: nothing negative, and nothing beyond the size of a VM or host. */
export function expectPossible({ use, further, facts, vms }: HostObservation): void {
  expectWithin(
    { ...further, ...use },
    { cpuPressure: 1, cpuBusyFraction: 1.02, memoryUsedMiB: facts.memoryMiB },
  );
  for (const vm of vms) {
    const { cpuCoresUsed, memoryUsedMiB, dirtyMiBps } = vm;
    const vcpus = vm.vcpus ?? facts.cpuCores;
    expectWithin(
      { ...vm.further, cpuCoresUsed, memoryUsedMiB, dirtyMiBps },
      { cpuCoresUsed: vcpus * 1.5 + 1, readyCores: vcpus, balloonMiB: vm.memoryMiB ?? facts.memoryMiB },
    );
  }
}

function expectWithin(values: Record<string, number | null>, most: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === null) continue;
    expect(value, name).toBeGreaterThanOrEqual(0);
    expect(value, name).toBeLessThanOrEqual(most[name] ?? Number.MAX_VALUE);
  }
}

/** A progress of which only the fraction is reported. */
export const nothingCounted: MigrationProgress = {
  elapsedMs: 0,
  fraction: 0,
  bytesTotal: null,
  bytesProcessed: null,
  bytesRemaining: null,
  round: null,
  bandwidthMiBps: null,
  dirtyMiBps: null,
  throttlePercent: null,
};
