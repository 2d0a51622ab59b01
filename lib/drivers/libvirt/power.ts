import { setTimeout as sleep } from 'node:timers/promises';
import type { PowerOrder, PowerReading } from '../../model/power-order.ts';
import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { explainFailure } from './failures.ts';
import { placeVm } from './placement.ts';
import { parseDomInfo } from './wire.ts';

const COMMANDS: Record<PowerOrder, string> = { shutDown: 'shutdown', save: 'managedsave', start: 'start' };

/** Saving, and starting a saved VM, may take minutes: an order that was not refused by then counts as taken. */
const TAKEN_MS = 4000;

/**
 * Orders it. virsh continues by itself when Ballast ends. `start` resumes a VM with a managed save where it was. A refusal
 * because the VM is already as ordered is none.
 */
export async function orderPower(
  virsh: Virsh,
  host: LibvirtHost,
  vmUuid: string,
  order: PowerOrder,
): Promise<void> {
  assertUuid(vmUuid);
  const { result } = virsh.start(host.uri, [COMMANDS[order], '--domain', vmUuid]);
  const end = await Promise.race([result, sleep(TAKEN_MS, null)]);
  if (end === null) {
    result.catch(() => undefined); // what becomes of it is read later
    return;
  }
  if (end.isOk) return;
  const { state } = await readPower(virsh, host, vmUuid);
  const isAsOrdered = order === 'start' ? state === 'running' : state === 'stopped';
  if (!isAsOrdered) throw explainFailure(end, { host: host.name });
}

/** The VM as libvirt reports it, and whether it has a managed save. */
export async function readPower(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<PowerReading> {
  assertUuid(vmUuid);
  const state = await placeVm(virsh, host, vmUuid);
  if (state !== 'stopped') return { state, isSaved: false };
  const info = await virsh.run(host.uri, ['dominfo', '--domain', vmUuid]);
  if (!info.isOk) return { state: 'unreachable', isSaved: false };
  return { state, isSaved: parseDomInfo(info.stdout).hasManagedSave };
}
