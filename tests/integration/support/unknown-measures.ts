import type { HostMeasures, VmMeasures } from '../../../lib/model/measures.ts';

/** The measures of a host of which nothing is known: what a driver reports replaces them. */
export const unknownHostMeasures: HostMeasures = {
  cpuUse: null,
  cpuPressure: null,
  memoryUsedMiB: null,
  swapUsedMiB: null,
  hugePagesUsedMiB: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
  cpuLoad: null,
  memoryLoad: null,
};

/** The same of a VM. */
export const unknownVmMeasures: VmMeasures = {
  cores: null,
  readyCores: null,
  memoryUsedMiB: null,
  balloonMiB: null,
  swapMiBps: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
  dirtyMiBps: null,
};
