import { createHash } from 'node:crypto';
import type { Tie } from '../../../model/vm.ts';
import { at, child, children, type Node, parseRoot, sortedSet, text } from '../../xml.ts';
import { cpuNode, writeCpu } from './cpu.ts';
import { type DiskSource, readDisks } from './disks.ts';
import { type HostNeeds, readHostNeeds } from './host-needs.ts';
import { readManager } from './manager.ts';
import { readNetworks } from './networks.ts';
import { readCount, readKiB } from './numbers.ts';
import { readTags } from './tags.ts';
import { hostDevices } from './tie-devices.ts';
import { ownArguments, unmovableFeatures } from './tie-features.ts';
import { blockJobs, keptState, memoryDevices, sharedFolders, virtioFolders } from './tie-state.ts';

/** The requirements of a VM from its definition. Lists of names are sorted and without duplicates. */
export interface DomainDefinition extends HostNeeds {
  type: string | null; // kvm or qemu
  arch: string | null;
  machine: string | null;
  emulator: string | null;
  cpu: { xml: string; mode: string; check: string } | null;
  cpuFeatures: string[]; // required
  memoryKiB: number | null;
  vcpus: number | null; // at its start
  reportsMemoryEverySeconds: number | null; // its guest, if it has a balloon that is read regularly
  disks: DiskSource[];
  storages: string[]; // pools of the disks that are given as volumes
  networks: string[];
  localDevices: string[]; // devices of the host, by name
  /** The ties in the definition itself; ties of disks and kept state come from the host. */
  ties: Tie[];
  virtioFolders: string[]; // among the ties: folders shared by a virtiofsd that libvirt runs
  managedBy: string | null;
  tags: string[];
  /** A digest that changes with any of the values above, except tags: no move depends on them. */
  digest: string;
}

/** Reads `dumpxml`, also of `--migratable` and `--inactive`; null if it is not the XML of a VM. */
export function readDefinition(xml: string): DomainDefinition | null {
  const domain = parseRoot(xml, 'domain');
  if (domain === null) return null;
  const read = readDomain(domain);
  const { cpu, vcpus: _, virtioFolders: __, reportsMemoryEverySeconds: ___, tags: ____, ...rest } = read; // in `size` and `ties`, or of no matter
  const size = ['vcpu', 'maxMemory'].map((name) => children(domain, name));
  return { ...read, digest: digestOf([rest, cpu?.mode ?? null, size, text(domain, 'name')]) };
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

function readDomain(domain: Node): Omit<DomainDefinition, 'digest'> {
  const devices = child(domain, 'devices');
  const type = child(child(domain, 'os'), 'type');
  const disks = readDisks(devices);
  const held = hostDevices(devices);
  return {
    type: text(domain, '@type'),
    arch: text(type, '@arch'),
    machine: text(type, '@machine'),
    emulator: text(devices, 'emulator'),
    cpu: readCpu(domain),
    cpuFeatures: sortedSet(
      children(child(domain, 'cpu'), 'feature').map((feature) =>
        text(feature, '@policy') === 'require' ? text(feature, '@name') : null,
      ),
    ),
    memoryKiB: readKiB(text(domain, 'memory'), text(child(domain, 'memory'), '@unit')),
    vcpus: readCount(text(child(domain, 'vcpu'), '@current') ?? text(domain, 'vcpu')),
    reportsMemoryEverySeconds: readCount(text(at(devices, 'memballoon', 'stats'), '@period')),
    disks,
    storages: sortedSet(disks.map(({ pool }) => pool)),
    networks: readNetworks(devices),
    localDevices: sortedSet(held.filter(isHeldAlways).map(({ name }) => name)),
    ties: [
      ...held,
      ...sharedFolders(devices),
      ...memoryDevices(devices),
      ...keptState(domain),
      ...blockJobs(devices),
      ...unmovableFeatures(domain),
      ...ownArguments(domain),
    ],
    virtioFolders: virtioFolders(devices),
    managedBy: readManager(domain),
    tags: readTags(domain),
    ...readHostNeeds(domain),
  };
}

const isHeldAlways = ({ kind, blocks }: Tie): boolean => kind === 'host-device' && blocks.includes('offline');

function readCpu(domain: Node): DomainDefinition['cpu'] {
  const cpu = cpuNode(domain);
  if (cpu === null) return null;
  return {
    xml: writeCpu(cpu),
    mode: text(cpu, '@mode') ?? 'custom',
    check: text(cpu, '@check') ?? 'partial',
  };
}
