import type { ReportedWrites } from '../../model/measured-writes.ts';
import type { MigrationProgress } from '../../model/ports.ts';
import { writtenMiB } from '../written-memory.ts';
import type { Pve } from './client.ts';

const MIB = 2 ** 20;

/** Has the monitor of a VM's QEMU carry out a command, and returns its text. Throws ProxmoxRefusal or DriverError. */
export async function askMonitor(pve: Pve, node: string, vmid: number, command: string): Promise<string> {
  const answer = await pve.order('POST', `/nodes/${node}/qemu/${vmid}/monitor`, { command });
  return typeof answer === 'string' ? answer : '';
}

/** A copy as QEMU counts it. */
export interface CountedCopy {
  status: string; // active, completed, …
  progress: MigrationProgress;
}

/**
 * The answer to `info migrate`; null: no migration. QEMU 10.1 begins the lines of status and times in another way than those before
 * it, and leaves out what is zero.
 */
export function parseInfoMigrate(text: string): CountedCopy | null {
  const status = /^\s*(?:Migration status|Status):\s*(\w[\w-]*)/im.exec(text)?.[1];
  if (status === undefined) return null;
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  const bytesProcessed = number(/transferred ram: (\d+) kbytes/i) * 1024;
  const bytesRemaining = number(/remaining ram: (\d+) kbytes/i) * 1024;
  const pageBytes = (number(/page size: (\d+) kbytes/i) || 4) * 1024;
  const all = bytesProcessed + bytesRemaining;
  return {
    status,
    progress: {
      elapsedMs: number(/total(?: time)?:?\s*(\d+)\s*ms/i) || number(/total time: (\d+)/i),
      fraction: all > 0 ? bytesProcessed / all : null,
      bytesTotal: number(/total ram: (\d+) kbytes/i) * 1024,
      bytesProcessed,
      bytesRemaining,
      round: number(/dirty sync count: (\d+)/i),
      bandwidthMiBps: (number(/throughput: ([\d.]+) mbps/i) * 1e6) / 8 / MIB,
      dirtyMiBps: (number(/dirty pages rate: (\d+) pages/i) * pageBytes) / MIB,
      throttlePercent: number(/cpu throttle percentage: (\d+)/i) || null,
    },
  };
}

/** The answer to `info dirty_rate`; null: no measurement that has ended. */
export function parseDirtyRate(text: string): (ReportedWrites & { rateMiBps: number }) | null {
  if (!/Status:\s*measured/i.test(text)) return null;
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const key = number(/Start Time:\s*(\d+)/i);
  const seconds = number(/Period:\s*(\d+)/i);
  const rateMiBps = number(/Dirty rate:\s*(\d+)/i);
  if (![key, seconds, rateMiBps].every(Number.isFinite) || seconds <= 0) return null;
  return { key, seconds, dirtiedMiB: writtenMiB(rateMiBps, seconds), rateMiBps };
}
