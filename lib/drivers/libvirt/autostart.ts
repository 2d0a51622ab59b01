import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { driverError, explainFailure } from './failures.ts';
import { runScript } from './script.ts';
import { parseDomInfo } from './wire.ts';

/** Whether the host starts the VM at boot. */
export async function readAutostart(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<boolean> {
  assertUuid(vmUuid);
  const result = await virsh.run(host.uri, ['dominfo', '--domain', vmUuid]);
  if (!result.isOk) throw explainFailure(result, { host: host.name });
  return parseDomInfo(result.stdout).isAutostart;
}

/** Sets it, and throws unless the host confirms it afterwards. */
export async function setAutostart(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<void> {
  assertUuid(vmUuid);
  const commands = [`autostart --domain ${vmUuid}`, `dominfo --domain ${vmUuid}`];
  const { results, failure } = await runScript(virsh, host, commands);
  const [set, info] = results;
  if (parseDomInfo(info?.stdout ?? '').isAutostart) return;
  const party = { host: host.name };
  if (set !== undefined && !set.isOk) throw explainFailure(set, party);
  throw failure ?? driverError('driver-failed', party, 'autostart is not set');
}
