import { SnapshotHost } from '../../../lib/model/snapshot.ts';
import type { DataCentre } from './data-centre.ts';

/** For tests: equal hosts of 10 GHz and 16 GiB without a reserve, and VMs [host, MHz, GiB] with constant demand. */
export function tinyCentre(
  hosts: number,
  vms: readonly (readonly [host: number, mhz: number, gib: number])[],
): DataCentre {
  return {
    hosts: Array.from({ length: hosts }, (_, index) =>
      SnapshotHost.parse({
        id: `h${index}`,
        name: `host-${index}`,
        cpuCores: 4,
        cpuMhz: 10_000,
        memoryMiB: 16_384,
        migrationMbps: 10_000,
      }),
    ),
    vms: vms.map(([, mhz, gib], index) => ({
      id: `v${index}`,
      name: `vm-${index}`,
      vcpus: 4,
      memoryMiB: gib * 1024,
      touchedMiB: gib * 1024,
      dirtyMiBps: 1,
      workingSetMiB: 64,
      cpuMhz: Float64Array.of(mhz),
    })),
    homes: vms.map(([host]) => host),
  };
}
