import { DriverError } from '../../model/errors.ts';
import type { MigrationProgress } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import { parseInfoMigrate } from './info-migrate.ts';
import { askMonitor } from './monitor.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { progressIn } from './task-log.ts';
import { readTaskLog, type TaskRef } from './tasks.ts';

/**
 * How far a running migration is: exactly by QEMU's monitor, or in rounded figures by the log of the task where the token may not
 * ask the monitor. Null: neither has anything now, as while the nodes prepare it and while they tidy up.
 */
export async function readProgress(pve: Pve, task: TaskRef, vmid: number): Promise<MigrationProgress | null> {
  const counted = await countedBy(pve, task.node, vmid);
  if (counted !== 'not allowed') return counted;
  return progressIn(await readTaskLog(pve, task));
}

async function countedBy(
  pve: Pve,
  node: string,
  vmid: number,
): Promise<MigrationProgress | null | 'not allowed'> {
  try {
    const copy = parseInfoMigrate(await askMonitor(pve, node, vmid, 'info migrate'));
    return copy !== null && ['active', 'completed', 'device', 'pre-switchover'].includes(copy.status)
      ? copy.progress
      : null;
  } catch (error) {
    if (error instanceof DriverError && error.code === 'privilege-missing') return 'not allowed';
    if (error instanceof ProxmoxRefusal) return null; // its QEMU has just ended
    throw error;
  }
}

/** A migration that has sent nothing yet, of a VM with so much memory. */
export const nothingSent = (memoryBytes: number): MigrationProgress => ({
  elapsedMs: 0,
  fraction: 0,
  bytesTotal: memoryBytes,
  bytesProcessed: 0,
  bytesRemaining: memoryBytes,
  round: 0,
  bandwidthMiBps: 0,
  dirtyMiBps: 0,
  throttlePercent: null,
});
