import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RestartOrder } from '../../model/ports.ts';
import { parseRoot, text } from '../xml.ts';
import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { placeVm } from './placement.ts';
import type { VirshResult } from './virsh-result.ts';

/** QEMU is started within it: a large VM has to get its memory first. */
const START_MS = 90_000;

/**
 * Starts a VM of a dead host here, from its last known definition. A persistent VM is defined first; if it does not start, the
 * definition is removed again, so that none is left behind on a host that cannot run it.
 */
export async function restartVm(virsh: Virsh, host: LibvirtHost, order: RestartOrder): Promise<void> {
  const { vmUuid, vmName, isPersistent } = order;
  assertUuid(vmUuid);
  const party = { host: host.name, destination: host.name, vm: vmName };
  const definition = definitionOf(order, party);
  const state = await placeVm(virsh, host, vmUuid);
  if (state === 'running' || state === 'paused') return;
  if (state === 'unreachable') throw driverError('host-unreachable', party);
  await withFile(definition, async (file) => {
    const defined = await virsh.run(host.uri, [isPersistent ? 'define' : 'create', '--file', file], {
      timeoutMs: START_MS,
    });
    if (!defined.isOk) throw explainFailure(defined, party, 'migration');
  });
  if (!isPersistent) return;
  const started = await virsh.run(host.uri, ['start', '--domain', vmUuid], { timeoutMs: START_MS });
  if (started.isOk) return;
  const now = await placeVm(virsh, host, vmUuid);
  if (now === 'running' || now === 'paused') return;
  if (now === 'stopped' && state === 'absent') await undefine(virsh, host, vmUuid);
  throw explainFailure(started, party, 'migration');
}

function definitionOf({ vmUuid, definition }: RestartOrder, party: Party): string {
  const root = definition === null ? null : parseRoot(definition, 'domain');
  if (definition !== null && text(root, 'uuid')?.toLowerCase() === vmUuid.toLowerCase()) return definition;
  throw driverError('vm-not-found', party, 'its definition was never read');
}

/** On the machine of Ballast, where virsh reads it. It may contain passwords. */
async function withFile<T>(content: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-restart-')); // only for this user
  try {
    const file = join(folder, 'vm.xml');
    await writeFile(file, content, { mode: 0o600 });
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the definition of a stopped VM. Its disks, firmware variables and TPM state stay, because its other copy may use them. */
export async function removeCopy(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<void> {
  assertUuid(vmUuid);
  const party = { host: host.name };
  const state = await placeVm(virsh, host, vmUuid);
  if (state === 'absent') return;
  if (state === 'unreachable') throw driverError('host-unreachable', party);
  if (state !== 'stopped') throw driverError('vm-not-movable', party, 'it is not stopped there');
  const result = await undefine(virsh, host, vmUuid);
  if (!result.isOk) throw explainFailure(result, party);
}

/** Older versions do not know `--keep-tpm`. */
async function undefine(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<VirshResult> {
  const command = ['undefine', '--domain', vmUuid, '--keep-nvram'];
  const result = await virsh.run(host.uri, [...command, '--keep-tpm']);
  return /keep-tpm/.test(result.stderr) ? virsh.run(host.uri, command) : result;
}
