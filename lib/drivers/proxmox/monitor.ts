import type { ReportedWrites } from '../../model/measured-writes.ts';
import { writtenMiB } from '../written-memory.ts';
import type { Pve } from './client.ts';

/** Has the monitor of a VM's QEMU carry out a command, and returns its text. Throws ProxmoxRefusal or DriverError. */
export async function askMonitor(pve: Pve, node: string, vmid: number, command: string): Promise<string> {
  const answer = await pve.order('POST', `/nodes/${node}/qemu/${vmid}/monitor`, { command });
  return typeof answer === 'string' ? answer : '';
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
