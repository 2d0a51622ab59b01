import { child, children, type Node, text } from '../../xml.ts';

/** A disk, CD or floppy, which must exist on every host that the VM runs on. */
export interface DiskSource {
  pool: string | null; // null: given as a path
  volume: string; // a name in the pool, or a path
  /** file: a path; block: a device of the host; network: on a server, the same from every host. */
  kind: 'file' | 'block' | 'network';
  isReadOnly: boolean; // a disc: any copy of it is enough
  /** libvirt leaves it out if it is missing (startupPolicy). */
  mayBeMissing: boolean;
}

const DISCS = new Set(['cdrom', 'floppy']);

/** Every source of the disks of a VM, including the backing files in its definition; empty drives have none. */
export function readDisks(devices: Node | null): DiskSource[] {
  return children(devices, 'disk').flatMap((disk) => {
    const source = child(disk, 'source');
    const isReadOnly = DISCS.has(text(disk, '@device') ?? 'disk');
    const policy = text(source, '@startupPolicy');
    const mayBeMissing = policy === 'optional' || policy === 'requisite';
    const own = sourceOf(text(disk, '@type'), source);
    const found = own === null ? [] : [own, ...backingOf(disk)];
    return found.map((each) => ({ ...each, isReadOnly, mayBeMissing }));
  });
}

type Place = Pick<DiskSource, 'pool' | 'volume' | 'kind'>;

function sourceOf(type: string | null, source: Node | null): Place | null {
  if (type === 'volume') {
    const [pool, volume] = [text(source, '@pool'), text(source, '@volume')];
    return pool === null || volume === null ? null : { pool, volume, kind: 'file' };
  }
  if (type === 'network') {
    const name = `${text(source, '@protocol') ?? 'network'}:${text(source, '@name') ?? ''}`;
    return { pool: null, volume: name, kind: 'network' };
  }
  const file = text(source, '@file') ?? text(source, '@dir');
  if (file !== null) return { pool: null, volume: file, kind: 'file' };
  const device = text(source, '@dev');
  return device === null ? null : { pool: null, volume: device, kind: 'block' };
}

/** A chain of any length: each element contains the next. */
function backingOf(disk: Node): Place[] {
  const found: Place[] = [];
  for (let link = child(disk, 'backingStore'); link !== null; link = child(link, 'backingStore')) {
    const place = sourceOf(text(link, '@type'), child(link, 'source'));
    if (place !== null) found.push(place);
  }
  return found;
}
