import type { Clock } from '../../model/clock.ts';
import type { ReportedWrites } from '../../model/measured-writes.ts';
import type { Pve } from './client.ts';
import { vmidOf } from './config.ts';
import { askMonitor, parseDirtyRate } from './monitor.ts';
import { ProxmoxRefusal } from './refusal.ts';
import type { Resource } from './wire.ts';

const LONGEST_SECONDS = 60;

/** What a measurement showed, and its rate. */
export interface Written extends ReportedWrites {
  rateMiBps: number;
}

/** Measurements of how fast VMs write, by QEMU itself, which needs the privilege Sys.Modify on the VM. */
export interface DirtyRates {
  begin(node: string, vmUuids: readonly string[], seconds: number): Promise<void>;
  /** The last one of each VM by its number, as long as the VM stays on its node. */
  collect(vms: ReadonlyMap<number, Resource>): Promise<ReadonlyMap<number, Written>>;
}

export function createDirtyRates(pve: Pve, clock: Clock): DirtyRates {
  const begun = new Map<number, { node: string; dueAt: number }>();
  const measured = new Map<number, { node: string; written: Written }>();

  /** What QEMU has of a measurement that should have ended. */
  const take = async (vmid: number, node: string): Promise<void> => {
    const text = await unlessRefused(() => askMonitor(pve, node, vmid, 'info dirty_rate'));
    const written = text === null ? null : parseDirtyRate(text);
    if (written !== null) measured.set(vmid, { node, written });
    if (written !== null || text === null) begun.delete(vmid);
  };
  return {
    begin: async (node, vmUuids, seconds) => {
      const vmids = vmUuids.map(vmidOf).filter((vmid) => vmid !== null);
      const period = Math.min(LONGEST_SECONDS, Math.max(1, Math.round(seconds)));
      for (const vmid of vmids) {
        const isBegun = await unlessRefused(() => askMonitor(pve, node, vmid, `calc_dirty_rate ${period}`));
        if (isBegun !== null) begun.set(vmid, { node, dueAt: clock.now().getTime() + period * 1000 });
      }
    },
    collect: async (vms) => {
      const now = clock.now().getTime();
      for (const [vmid, { node }] of measured) if (vms.get(vmid)?.node !== node) measured.delete(vmid);
      for (const [vmid, { node }] of begun) if (vms.get(vmid)?.node !== node) begun.delete(vmid);
      for (const [vmid, { node, dueAt }] of begun) if (now >= dueAt) await take(vmid, node);
      return new Map([...measured].map(([vmid, { written }]) => [vmid, written]));
    },
  };
}

/** A VM that has just stopped, or is already being measured, does not prevent the measurement of the others. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProxmoxRefusal) return null;
    throw error;
  }
}
