import { at, child, children, type Node, text } from '../../xml.ts';

type Mark = readonly [pattern: RegExp, manager: string];

/**
 * By the XML namespaces of their metadata. Tools that only describe a VM (libosinfo, Cockpit, virt-manager) are not
 * managers.
 */
const NAMESPACES: readonly Mark[] = [
  [/^https?:\/\/openstack\.org\/xmlns\/libvirt\/nova/i, 'OpenStack Nova'],
  [/^https?:\/\/ovirt\.org\/vm/i, 'oVirt'],
  [/^https?:\/\/opennebula\.org\/xmlns\/libvirt/i, 'OpenNebula'],
  [/^https?:\/\/([a-z.]*\.)?kubevirt\.io/i, 'KubeVirt'],
  [/^https?:\/\/([a-z.]*\.)?virtuozzo\.com/i, 'Virtuozzo'],
  [/^https?:\/\/([a-z.]*\.)?zstack\.(org|io)/i, 'ZStack'],
  [/^https?:\/\/cloudstack\.apache\.org/i, 'Apache CloudStack'],
];

/** By the machine data that the guest sees, for managers that write no metadata. */
const PRODUCTS: readonly Mark[] = [
  [/CloudStack/i, 'Apache CloudStack'],
  [/OpenStack/i, 'OpenStack Nova'],
  [/^(oVirt|RHEV|RHV)\b/i, 'oVirt'],
  [/KubeVirt/i, 'KubeVirt'],
  [/Virtuozzo/i, 'Virtuozzo'],
  [/ZStack/i, 'ZStack'],
];

const firstOf = (marks: readonly Mark[], texts: string[]): string | null =>
  marks.find(([pattern]) => texts.some((each) => pattern.test(each)))?.[1] ?? null;

/** Another manager that this definition names: it decides where the VM runs, and may start a second copy. */
export function readManager(domain: Node): string | null {
  const entries = children(at(domain, 'sysinfo', 'system'), 'entry');
  const reported = entries
    .filter((entry) => ['product', 'manufacturer'].includes(text(entry, '@name') ?? ''))
    .flatMap((entry) => text(entry, '#text') ?? []);
  const metadata = child(domain, 'metadata');
  return firstOf(NAMESPACES, metadata === null ? [] : namespacesOf(metadata)) ?? firstOf(PRODUCTS, reported);
}

/** The namespaces declared on the metadata or directly below: the elements of a manager are its children. */
function namespacesOf(metadata: Node): string[] {
  const owners = Object.keys(metadata).filter((name) => !name.startsWith('@') && name !== '#text');
  const elements = [metadata, ...owners.flatMap((name) => children(metadata, name))];
  return elements.flatMap((element) =>
    Object.entries(element).flatMap(([name, value]) =>
      name.startsWith('@xmlns') && typeof value === 'string' ? [value] : [],
    ),
  );
}
