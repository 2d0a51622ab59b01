import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { runScript } from './script.ts';

const LONGEST_SECONDS = 60;

/** Has QEMU measure how fast these VMs write; `domstats` has the result once the time is over. */
export async function measureDirtyRates(
  virsh: Virsh,
  host: LibvirtHost,
  vmUuids: string[],
  seconds: number,
): Promise<void> {
  for (const vmUuid of vmUuids) assertUuid(vmUuid);
  if (vmUuids.length === 0) return;
  const period = Math.min(LONGEST_SECONDS, Math.max(1, Math.round(seconds)));
  const { failure } = await runScript(
    virsh,
    host,
    vmUuids.map((uuid) => `domdirtyrate-calc --domain ${uuid} --seconds ${period}`),
  );
  // A VM that has just stopped, or is already being measured, does not prevent the measurement of the others.
  if (failure?.code === 'unsupported') throw failure;
}
