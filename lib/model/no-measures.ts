import type { FurtherHostMeasures, FurtherVmMeasures } from './ports.ts';

/** The further measures of a host of which none is known. */
export const noHostMeasures: FurtherHostMeasures = {
  cpuPressure: null,
  swapUsedMiB: null,
  hugePagesUsedMiB: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
};

/** The same of a VM. */
export const noVmMeasures: FurtherVmMeasures = {
  readyCores: null,
  balloonMiB: null,
  swapMiBps: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
};
