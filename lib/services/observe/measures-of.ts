import type { HostMeasures, VmMeasures } from '../../model/measures.ts';
import { noHostMeasures, noVmMeasures } from '../../model/no-measures.ts';
import type { FurtherHostMeasures } from '../../model/ports.ts';
import type { HostRow } from '../planning/snapshot-of.ts';
import type { JudgedVm } from './judge-vm.ts';

/** All measures of a VM, from its judged observation. */
export function vmMeasuresOf(
  vm: Pick<JudgedVm, 'cpuCoresUsed' | 'memoryUsedMiB' | 'dirtyMiBps' | 'further'>,
): VmMeasures {
  const { cpuCoresUsed: cores, memoryUsedMiB, dirtyMiBps, further = noVmMeasures } = vm;
  return { ...further, cores, memoryUsedMiB, dirtyMiBps };
}

type HostFigures = Pick<HostRow, 'cpuUse' | 'memoryUsedMiB' | 'cpuLoad' | 'memoryLoad'>;

/** All measures of a host, from its figures and the rest of its judged observation. */
export function hostMeasuresOf(
  { cpuUse, memoryUsedMiB, cpuLoad, memoryLoad }: HostFigures,
  further: FurtherHostMeasures = noHostMeasures,
): HostMeasures {
  return { ...further, cpuUse, memoryUsedMiB, cpuLoad, memoryLoad };
}
