import type { InspectedVm } from '../../../model/inspection.ts';
import { at, child, children, parseRoot, text } from '../../xml.ts';
import type { Virsh } from '../client.ts';
import type { LibvirtHost } from '../config.ts';
import { type HostCapabilities, parseCapabilities } from '../definition/capabilities.ts';
import { type DomainDefinition, readDefinition } from '../definition/read-definition.ts';
import type { PoolShape } from '../pools.ts';
import { runScript } from '../script.ts';
import { readPoolShapes, SURROUNDINGS, type Surroundings, surroundingsOf } from '../surroundings.ts';
import { parseFreePages, parseVersion } from '../wire.ts';

/** A VM with its definition as a migration would take it along. */
export interface SeenVm extends InspectedVm {
  definition: DomainDefinition;
}

/** One host, read in full for an inspection. Null: not reported. */
export interface SeenHost extends Surroundings {
  host: LibvirtHost;
  version: string | null;
  ownName: string | null;
  capabilities: HostCapabilities | null;
  guestCpus: string; // `domcapabilities`, or nothing
  cpuModel: string | null; // the model that guests get from this host
  pagesFreeKiB: Map<number, number> | null;
  poolShapes: PoolShape[];
  vms: SeenVm[];
}

const QUESTIONS = [
  'version --daemon',
  'hostname',
  'capabilities',
  'domcapabilities',
  'freepages --all',
  'pool-list --uuid',
];
/** So many definitions are read with one request. */
const AT_ONCE = 20;

/** Reads a host and the definitions of these VMs of it. Throws if it does not answer. */
export async function readHost(
  virsh: Virsh,
  host: LibvirtHost,
  vms: readonly InspectedVm[],
): Promise<SeenHost> {
  const { results } = await runScript(virsh, host, [...QUESTIONS, ...SURROUNDINGS]);
  const [version, name, capabilities, guests, pages, pools, ...around] = results;
  const parsed = capabilities?.isOk ? parseCapabilities(capabilities.stdout) : null;
  const guestCpus = guests?.isOk ? guests.stdout : '';
  return {
    host,
    version: version?.isOk ? parseVersion(version.stdout) : null,
    ownName: name?.isOk ? name.stdout.trim() || null : null,
    capabilities: parsed,
    guestCpus,
    cpuModel: modelOf(guestCpus) ?? parsed?.cpuModel ?? null,
    pagesFreeKiB: pages?.isOk ? parseFreePages(pages.stdout) : null,
    poolShapes: (await readPoolShapes(virsh, host, pools)) ?? [],
    vms: await readVms(virsh, host, vms),
    ...surroundingsOf(around),
  };
}

/** The CPU of guests that get "the CPU of the host" (`host-model`). */
function modelOf(domainCapabilities: string): string | null {
  const modes = children(at(parseRoot(domainCapabilities, 'domainCapabilities'), 'cpu'), 'mode');
  return text(modes.find((mode) => text(mode, '@name') === 'host-model') ?? null, 'model');
}

/** A VM that left meanwhile is left out. */
async function readVms(virsh: Virsh, host: LibvirtHost, vms: readonly InspectedVm[]): Promise<SeenVm[]> {
  const seen: SeenVm[] = [];
  for (let from = 0; from < vms.length; from += AT_ONCE) {
    const batch = vms.slice(from, from + AT_ONCE);
    const commands = batch.map(({ vmUuid }) => `dumpxml --domain ${vmUuid} --migratable`);
    const { sections } = await runScript(virsh, host, commands);
    for (const [index, vm] of batch.entries()) {
      const definition = readDefinition(sections[index] ?? '');
      if (definition !== null) seen.push({ ...vm, definition });
    }
  }
  return seen;
}

/** The model of the CPU that `hypervisor-cpu-baseline` prints. */
export const baselineModel = (xml: string): string | null => text(parseRoot(xml, 'cpu'), 'model');

/** What a host can start: how, with which program, and the machine types, for its own architecture. */
export interface GuestKind {
  type: 'kvm' | 'qemu';
  arch: string;
  emulator: string | null;
  machines: Map<string, string>; // by the name that a version has for it, such as q35: its exact name
}

/** Reads what guests of its own architecture a host can start from `capabilities`; null: none. */
export function parseGuestKind(xml: string): GuestKind | null {
  const root = parseRoot(xml, 'capabilities');
  const arch = text(at(root, 'host', 'cpu'), 'arch');
  const guests = children(root, 'guest').map((guest) => child(guest, 'arch'));
  const own = guests.find((guest) => text(guest, '@name') === arch) ?? null;
  if (arch === null || own === null) return null;
  const kinds = children(own, 'domain').map((domain) => text(domain, '@type'));
  return {
    type: kinds.includes('kvm') ? 'kvm' : 'qemu',
    arch,
    emulator: text(own, 'emulator'),
    machines: new Map(
      children(own, 'machine').flatMap((machine): [string, string][] => {
        const name = text(machine, '#text');
        return name === null ? [] : [[name, text(machine, '@canonical') ?? name]];
      }),
    ),
  };
}
