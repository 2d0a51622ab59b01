import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_GUEST_PREFIX, type TestGuest } from '../../model/inspection.ts';
import { escapeText } from '../xml.ts';
import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { driverError, explainFailure } from './failures.ts';
import { type GuestKind, parseGuestKind } from './inspection/read-host.ts';
import { placeVm } from './placement.ts';

const MEMORY_MIB = 64;
/** The machine types that a test guest may have, the one to prefer first; on other architectures the first that both hosts have. */
const MACHINES = ['q35', 'pc', 'virt'];

/** Starts it on `source`, in a form that `destination` can run too. It is transient: nothing is left when it ends. */
export async function startTestGuest(
  virsh: Virsh,
  guest: TestGuest,
  source: LibvirtHost,
  destination: LibvirtHost,
): Promise<void> {
  assertOwn(guest);
  const party = { host: source.name, destination: destination.name, vm: guest.name };
  const place = await placeVm(virsh, source, guest.uuid);
  if (place === 'unreachable') throw driverError('host-unreachable', party);
  if (place !== 'absent') return;
  const [here, there] = await Promise.all([readKind(virsh, source), readKind(virsh, destination)]);
  const machine = here && there && commonMachine(here, there);
  if (!machine || here.arch !== there.arch)
    throw driverError('unsupported', party, 'the two hosts have no machine type in common');
  const type = here.type === 'kvm' && there.type === 'kvm' ? 'kvm' : 'qemu';
  const folder = await mkdtemp(join(tmpdir(), 'ballast-guest-'));
  try {
    const file = join(folder, 'guest.xml');
    await writeFile(file, guestXml(guest, { ...here, type }, machine));
    const result = await virsh.run(source.uri, ['create', '--file', file]);
    if (!result.isOk) throw explainFailure(result, party);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends it wherever it is. Every host is asked; throws the failure of one that does not answer. */
export async function removeTestGuest(
  virsh: Virsh,
  guest: TestGuest,
  hosts: readonly LibvirtHost[],
): Promise<void> {
  assertOwn(guest);
  const results = await Promise.allSettled(hosts.map((host) => removeFrom(virsh, guest, host)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function removeFrom(virsh: Virsh, { uuid, name }: TestGuest, host: LibvirtHost): Promise<void> {
  const found = await virsh.run(host.uri, ['domname', '--domain', uuid]);
  if (!found.isOk) {
    const failure = explainFailure(found, { host: host.name });
    if (failure.code === 'vm-not-found') return;
    throw failure;
  }
  if (found.stdout.trim() !== name) return; // not Ballast's: it stays
  const ended = await virsh.run(host.uri, ['destroy', '--domain', uuid]);
  if (ended.isOk) return;
  const failure = explainFailure(ended, { host: host.name, vm: name });
  if (failure.code !== 'vm-not-found' && failure.code !== 'vm-not-running') throw failure;
}

function assertOwn({ uuid, name }: TestGuest): void {
  assertUuid(uuid);
  if (!name.startsWith(TEST_GUEST_PREFIX)) throw driverError('bad-config', { host: name }, 'no test guest');
}

async function readKind(virsh: Virsh, host: LibvirtHost): Promise<GuestKind | null> {
  const result = await virsh.run(host.uri, ['capabilities']);
  if (!result.isOk) throw explainFailure(result, { host: host.name });
  return parseGuestKind(result.stdout);
}

/** The exact machine type: the newest that both have under one of these names, or any that both have. */
function commonMachine(here: GuestKind, there: GuestKind): string | null {
  const has = ({ machines }: GuestKind, exact: string) =>
    machines.has(exact) || [...machines.values()].includes(exact);
  for (const name of MACHINES)
    for (const kind of [here, there]) {
      const exact = kind.machines.get(name);
      if (exact !== undefined && has(here, exact) && has(there, exact)) return exact;
    }
  return [...here.machines.values()].find((exact) => has(there, exact)) ?? null;
}

function guestXml({ uuid, name }: TestGuest, { type, arch, emulator }: GuestKind, machine: string): string {
  const program = emulator === null ? '' : `<emulator>${escapeText(emulator)}</emulator>`;
  return `<domain type='${type}'>
  <name>${escapeText(name)}</name>
  <uuid>${uuid}</uuid>
  <title>Test migration of Ballast: removed when it ends</title>
  <memory unit='MiB'>${MEMORY_MIB}</memory>
  <vcpu>1</vcpu>
  <os><type arch='${escapeText(arch)}' machine='${escapeText(machine)}'>hvm</type></os>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>${program}<memballoon model='none'/></devices>
</domain>
`;
}
