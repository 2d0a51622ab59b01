import { z } from 'zod';
import type { Measures } from '../../db/sample-kinds.ts';

/** What a chart shows: `use` is the CPU and memory of a host, the others are all that is measured of one kind. */
export const MeasureGroup = z.enum(['use', 'cpu', 'memory', 'disk', 'network', 'writes']);
export type MeasureGroup = z.infer<typeof MeasureGroup>;

/** A measure of a host or a VM. */
export type MeasureName = Measures['host' | 'vm'];

export const hostGroups: Partial<Record<MeasureGroup, readonly Measures['host'][]>> = {
  use: ['cpuUse', 'memoryUsedMiB'],
  cpu: ['cpuUse', 'cpuLoad', 'cpuPressure'],
  memory: ['memoryUsedMiB', 'memoryLoad', 'swapUsedMiB', 'hugePagesUsedMiB'],
  disk: ['diskReadMiBps', 'diskWriteMiBps'],
  network: ['networkInMiBps', 'networkOutMiBps'],
};

export const vmGroups: Partial<Record<MeasureGroup, readonly Measures['vm'][]>> = {
  cpu: ['cores', 'readyCores'],
  memory: ['memoryUsedMiB', 'balloonMiB', 'swapMiBps'],
  disk: ['diskReadMiBps', 'diskWriteMiBps'],
  network: ['networkInMiBps', 'networkOutMiBps'],
  writes: ['dirtyMiBps'],
};

/** How the values of a chart are written. Fractions are shown in percent. */
export type ChartUnit = 'percent' | 'cores' | 'MiB' | 'MiB/s';
