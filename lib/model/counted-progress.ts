import type { MigrationProgress } from './ports.ts';

/** The progress of a copy whose hypervisor counts rounds and bytes. */
export interface CountedProgress extends MigrationProgress {
  bytesTotal: number;
  bytesProcessed: number;
  bytesRemaining: number;
  round: number;
  bandwidthMiBps: number;
  dirtyMiBps: number;
}

/** Whether rounds and bytes are known; otherwise only a fraction is known, or nothing. */
export function isCounted(progress: MigrationProgress): progress is CountedProgress {
  const { bytesTotal, bytesProcessed, bytesRemaining, round, bandwidthMiBps, dirtyMiBps } = progress;
  return ![bytesTotal, bytesProcessed, bytesRemaining, round, bandwidthMiBps, dirtyMiBps].includes(null);
}

/** The progress of a copy (0 to 1) that counts bytes; null while there is nothing to count. */
export function fractionOf(bytesProcessed: number, bytesRemaining: number): number | null {
  const seen = bytesProcessed + bytesRemaining;
  return seen > 0 ? bytesProcessed / seen : null;
}
