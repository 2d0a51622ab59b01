import type { MigrationRef } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';

/** Tried again at the next look when it was refused. What a driver before this one ordered is not known here. */
export async function keepAutostart(
  virsh: Virsh,
  destination: LibvirtHost,
  { vmUuid }: MigrationRef,
  entry: { isAutostart: boolean } | undefined,
): Promise<void> {
  if (entry?.isAutostart !== true) return;
  const { isOk } = await virsh.run(destination.uri, ['autostart', '--domain', vmUuid]);
  entry.isAutostart = !isOk;
}
