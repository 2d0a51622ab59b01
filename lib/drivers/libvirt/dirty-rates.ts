import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { runScript } from './script.ts';

const LONGEST_SECONDS = 60;

/** Has QEMU measure how fast these VMs write; `domstats` tells what it found once the time is over. */
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
  // One VM that has just stopped, or is being measured already, is no cause to give up on the others.
  if (failure?.code === 'unsupported') throw failure;
}
