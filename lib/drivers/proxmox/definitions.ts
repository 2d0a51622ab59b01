import pLimit from 'p-limit';
import type { Clock } from '../../model/clock.ts';
import type { Pve } from './client.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { type Resource, read, VmConfig } from './wire.ts';

/** Settings change rarely, and each VM costs a request. */
const FRESH_MS = 10 * 60_000;
const AT_ONCE = 4;

interface Known {
  node: string;
  readAt: number;
  config: VmConfig;
}

/** The settings of VMs, read again when a VM has moved or after ten minutes. */
export interface Definitions {
  /** By number. One that could not be read is missing, unless it was known before. */
  read(vms: Iterable<Resource>): Promise<ReadonlyMap<number, VmConfig>>;
}

export function createDefinitions(pve: Pve, clock: Clock): Definitions {
  const known = new Map<number, Known>();
  const limit = pLimit(AT_ONCE);

  const refresh = async (vmid: number, node: string): Promise<void> => {
    const before = known.get(vmid);
    const now = clock.now().getTime();
    if (before?.node === node && now - before.readAt < FRESH_MS) return;
    const path = `/nodes/${node}/qemu/${vmid}/config`;
    try {
      known.set(vmid, { node, readAt: now, config: read(VmConfig, await pve.get(path), path) });
    } catch (error) {
      // it has just moved or been removed, or its node does not answer: the next reading shows it
      if (!(error instanceof ProxmoxRefusal)) throw error;
    }
  };
  return {
    read: async (vms) => {
      const wanted = [...vms].flatMap(({ vmid, node }) =>
        vmid === undefined || node === undefined ? [] : [{ vmid, node }],
      );
      const present = new Set(wanted.map(({ vmid }) => vmid));
      for (const vmid of known.keys()) if (!present.has(vmid)) known.delete(vmid);
      await Promise.all(wanted.map(({ vmid, node }) => limit(() => refresh(vmid, node))));
      return new Map([...known].map(([vmid, { config }]) => [vmid, config]));
    },
  };
}
