import { XMLParser } from 'fast-xml-parser';

/** What only a VM's XML tells. Lists are sorted and without repetition. */
export interface DomainDetails {
  networks: string[];
  storages: string[];
  localDevices: string[];
  cpuFeatures: string[];
}

/** A disk as it must be found wherever the VM runs. */
export interface DiskSource {
  pool: string | null; // null: given as a path
  volume: string; // a name in the pool, or a path
}

/** What a VM needs of a host that is to run it. */
export interface DomainNeeds {
  type: string | null; // kvm or qemu
  arch: string | null;
  machine: string | null;
  emulator: string | null;
  cpu: { xml: string; mode: string; check: string } | null;
  disks: DiskSource[];
  networks: string[];
  localDevices: string[];
}

export interface HostCapabilities {
  uuid: string | null; // the host's own, by which libvirt knows one host from another
  cpuModel: string | null;
}

type Node = Record<string, unknown>;

const LISTS = new Set(['interface', 'disk', 'hostdev', 'feature']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => LISTS.has(name),
});

function parse(xml: string, root: string): Node | null {
  if (!xml.includes(`<${root}`)) return null;
  try {
    return child(parser.parse(xml) as Node, root);
  } catch {
    return null; // cut off, or not XML: nothing is known
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const child = (node: Node | null, name: string): Node | null => {
  const value = node?.[name];
  return isNode(value) && !Array.isArray(value) ? value : null;
};
const children = (node: Node | null, name: string): Node[] => {
  const value = node?.[name];
  return Array.isArray(value) ? value.filter(isNode) : [];
};
const text = (node: Node | null, name: string): string | null => {
  const value = node?.[name];
  const content = isNode(value) ? value['#text'] : value;
  return typeof content === 'string' && content !== '' ? content : null;
};
const sortedSet = (names: (string | null)[]): string[] =>
  [...new Set(names.filter((name) => name !== null))].sort();

/** Reads `dumpxml`; null when it is not the XML of a VM. */
export function parseDomainXml(xml: string): DomainDetails | null {
  const domain = parse(xml, 'domain');
  if (domain === null) return null;
  const devices = child(domain, 'devices');
  const interfaces = children(devices, 'interface');
  return {
    networks: sortedSet(interfaces.map(networkOf)),
    storages: sortedSet(children(devices, 'disk').map(poolOf)),
    localDevices: sortedSet([
      ...children(devices, 'hostdev').map(deviceOf),
      ...interfaces.filter((one) => one['@type'] === 'hostdev').map(deviceOf),
    ]),
    cpuFeatures: sortedSet(
      children(child(domain, 'cpu'), 'feature').map((feature) =>
        feature['@policy'] === 'require' ? text(feature, '@name') : null,
      ),
    ),
  };
}

/** Reads `dumpxml --migratable` for what a destination is asked about; null when it is not the XML of a VM. */
export function parseDomainNeeds(xml: string): DomainNeeds | null {
  const domain = parse(xml, 'domain');
  const details = parseDomainXml(xml);
  if (domain === null || details === null) return null;
  const type = child(child(domain, 'os'), 'type');
  const cpu = child(domain, 'cpu');
  const cpuXml = cpuElement(xml);
  return {
    type: text(domain, '@type'),
    arch: text(type, '@arch'),
    machine: text(type, '@machine'),
    emulator: text(child(domain, 'devices'), 'emulator'),
    cpu:
      cpuXml === null
        ? null
        : { xml: cpuXml, mode: text(cpu, '@mode') ?? 'custom', check: text(cpu, '@check') ?? 'partial' },
    disks: children(child(domain, 'devices'), 'disk').flatMap(diskSourceOf),
    networks: details.networks,
    localDevices: details.localDevices,
  };
}

/** The first CPU element of an XML, of a VM or of a host's capabilities, as it stands there. */
export function cpuElement(xml: string): string | null {
  return /<cpu\b[^>]*\/>|<cpu\b[\s\S]*?<\/cpu>/.exec(xml)?.[0] ?? null;
}

function diskSourceOf(disk: Node): DiskSource[] {
  const source = child(disk, 'source');
  const path = text(source, '@file') ?? text(source, '@dev');
  const pool = poolOf(disk);
  const volume = pool === null ? path : text(source, '@volume');
  return volume === null ? [] : [{ pool, volume }];
}

/** The bridge or libvirt network that must exist wherever the VM runs; of other kinds nothing is certain. */
function networkOf(one: Node): string | null {
  const source = child(one, 'source');
  if (one['@type'] === 'network') return text(source, '@network');
  return one['@type'] === 'bridge' ? text(source, '@bridge') : null;
}

/** Only a disk given as a volume names its pool; a path may be shared or not, which the XML does not say. */
function poolOf(disk: Node): string | null {
  return disk['@type'] === 'volume' ? text(child(disk, 'source'), '@pool') : null;
}

/** A device of the host itself. One with a team mate can be taken off during a move: that one holds nothing back. */
function deviceOf(device: Node): string | null {
  if (device.teaming !== undefined) return null;
  const source = child(device, 'source');
  const address = child(source, 'address');
  const kind = text(device, '@type') === 'hostdev' ? 'pci' : (text(device, '@type') ?? 'device');
  const hex = (name: string) => text(address, `@${name}`)?.replace(/^0x/, '') ?? '0';
  if (text(address, '@uuid') !== null) return `${kind} ${text(address, '@uuid')}`;
  if (text(address, '@slot') !== null)
    return `${kind} ${hex('domain').padStart(4, '0')}:${hex('bus')}:${hex('slot')}.${hex('function')}`;
  const vendor = text(child(source, 'vendor'), '@id');
  const product = text(child(source, 'product'), '@id');
  return vendor === null ? kind : `${kind} ${vendor}:${product}`.replaceAll('0x', '');
}

/** Reads `capabilities`. */
export function parseCapabilities(xml: string): HostCapabilities | null {
  const host = child(parse(xml, 'capabilities'), 'host');
  if (host === null) return null;
  return { uuid: text(host, 'uuid'), cpuModel: text(child(host, 'cpu'), 'model') };
}
