/** One kind of measured value: what it counts, and the step to which it is stored. */
interface Measure {
  unit: 'cores' | 'fraction' | 'MiB' | 'MiB/s';
  resolution: number; // in its unit
}

/** What is measured of a VM over time, in the order in which it is stored. */
export const vmMeasures = {
  cores: { unit: 'cores', resolution: 0.001 }, // busy
  readyCores: { unit: 'cores', resolution: 0.001 }, // ready to run, and waiting for a CPU of the host
  memoryUsedMiB: { unit: 'MiB', resolution: 1 }, // without caches of the guest
  balloonMiB: { unit: 'MiB', resolution: 1 }, // what the balloon leaves to the guest
  swapMiBps: { unit: 'MiB/s', resolution: 0.01 }, // in and out, in the guest
  diskReadMiBps: { unit: 'MiB/s', resolution: 0.01 },
  diskWriteMiBps: { unit: 'MiB/s', resolution: 0.01 },
  networkInMiBps: { unit: 'MiB/s', resolution: 0.01 },
  networkOutMiBps: { unit: 'MiB/s', resolution: 0.01 },
  dirtyMiBps: { unit: 'MiB/s', resolution: 0.1 }, // how fast it writes memory
} as const satisfies Record<string, Measure>;

/** What is measured of a host over time, in the order in which it is stored. */
export const hostMeasures = {
  cpuUse: { unit: 'fraction', resolution: 0.0001 },
  cpuPressure: { unit: 'fraction', resolution: 0.0001 }, // of the time in which something waited for a CPU
  memoryUsedMiB: { unit: 'MiB', resolution: 1 }, // without caches
  swapUsedMiB: { unit: 'MiB', resolution: 1 },
  hugePagesUsedMiB: { unit: 'MiB', resolution: 1 },
  diskReadMiBps: { unit: 'MiB/s', resolution: 0.01 },
  diskWriteMiBps: { unit: 'MiB/s', resolution: 0.01 },
  networkInMiBps: { unit: 'MiB/s', resolution: 0.01 },
  networkOutMiBps: { unit: 'MiB/s', resolution: 0.01 },
  cpuLoad: { unit: 'fraction', resolution: 0.0001 }, // of the smoothed demand of its VMs
  memoryLoad: { unit: 'fraction', resolution: 0.0001 },
} as const satisfies Record<string, Measure>;

/** The values of one moment; null is unknown, never 0. */
export type VmMeasures = Record<keyof typeof vmMeasures, number | null>;
export type HostMeasures = Record<keyof typeof hostMeasures, number | null>;
