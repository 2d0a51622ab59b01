import type { DriverError } from '../../model/errors.ts';
import type { FileFault } from '../../model/inspection.ts';
import { at, parseRoot, text } from '../xml.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import type { DiskSource } from './definition/disks.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';
import { isFolder, isSameStorage, isSharedKind, type PoolShape, poolOfPath } from './pools.ts';
import { readPoolShapes } from './surroundings.ts';

/** The maximum length of a chain of backing files. */
const MAX_BACKING_FILES = 32;

/** A file that a VM needs at the destination. */
export type Wanted = Pick<DiskSource, 'pool' | 'volume' | 'isReadOnly'>;

/**
 * What a stopped VM would leave behind: each disk, disc and firmware variables file that is not proved to be at the
 * destination. Nothing is copied in an offline move, and libvirt does not check the disks. Proof is a pool of a
 * shared kind with the same source on both hosts, or one file seen from both: the same path, last changed at the same
 * nanosecond.
 */
export async function findLeftBehind(
  virsh: Virsh,
  ends: Ends,
  definition: DomainDefinition,
): Promise<DriverError[]> {
  const wanted: Wanted[] = [...wantedDisks(definition), ...wantedFirmware(definition)];
  if (wanted.length === 0) return [];
  const [here, there] = await Promise.all([
    readPools(virsh, ends.source),
    readPools(virsh, ends.destination),
  ]);
  const found = await Promise.all(wanted.map((one) => proveChain(virsh, ends, one, { here, there })));
  return found.flatMap((proof) => proof?.fault ?? []);
}

/** Its disks and discs, without those that are on a server or may be left out. */
export const wantedDisks = ({ disks }: DomainDefinition): Wanted[] =>
  disks.filter(({ kind, mayBeMissing }) => kind !== 'network' && !mayBeMissing);

/** Its firmware variables, if they are in a file. */
export const wantedFirmware = ({ ties }: DomainDefinition): Wanted[] =>
  ties.flatMap(({ kind, name }) =>
    kind === 'firmware-state' && name.startsWith('/')
      ? [{ pool: null, volume: name, isReadOnly: false }]
      : [],
  );

/** The active pools of both hosts of a move. */
export interface Pools {
  here: PoolShape[];
  there: PoolShape[];
}

/** The active pools of a host, by their sources. */
export async function readPools(virsh: Virsh, host: LibvirtHost): Promise<PoolShape[]> {
  const list = await virsh.run(host.uri, ['pool-list', '--uuid']);
  return (await readPoolShapes(virsh, host, list)) ?? [];
}

/** A fault, and what it is. */
export interface FoundFault {
  fault: DriverError;
  kind: FileFault;
}

/** Proves that a file and its backing files are at the destination; null: they are. */
export async function proveChain(
  virsh: Virsh,
  ends: Ends,
  first: Wanted,
  pools: Pools,
): Promise<FoundFault | null> {
  let link: Wanted | null = first;
  for (let count = 0; link !== null && count < MAX_BACKING_FILES; count++) {
    const { found, backing } = await proveOne(virsh, ends, link, pools);
    if (found !== null) return found;
    link = backing === null ? null : { pool: null, volume: backing, isReadOnly: first.isReadOnly };
  }
  return null;
}

type Proof = { found: FoundFault | null; backing: string | null };

async function proveOne(virsh: Virsh, ends: Ends, wanted: Wanted, pools: Pools): Promise<Proof> {
  const { source, destination, party } = ends;
  const { volume } = wanted;
  const refuse = (why: string, kind: FileFault): Proof => ({
    found: {
      fault: driverError('storage-missing', party, `${volume} ${why}`, kind === 'unproved' ? 'vm' : 'pair'),
      kind,
    },
    backing: null,
  });
  const here = poolOf(pools.here, wanted);
  if (here === null)
    return refuse(`is in no storage pool of ${source.name}, so it may be on that host alone`, 'unproved');
  if (!isSharedKind(here) && !isFolder(here))
    return refuse(
      `is in the pool ${here.name} of ${source.name}, whose kind (${here.type}) belongs to one host`,
      'unproved',
    );
  const there = poolOf(pools.there, wanted);
  if (there === null) return refuse(`is in no active storage pool of ${destination.name}`, 'missing');
  if (isSharedKind(here) && !isSameStorage(here, there))
    return refuse(`is in the pool ${here.name}, which is another storage on ${destination.name}`, 'differs');
  const mine = await readVolume(virsh, source, wanted);
  if (mine === null) return refuse(`is not found on ${source.name}`, 'unproved');
  const theirs = await findVolume(virsh, destination, wanted, there, mine);
  if (theirs === null) return refuse(`is not in the pool ${there.name} on ${destination.name}`, 'missing');
  const isProved = isSharedKind(here) || wanted.isReadOnly || isSameFile(mine, theirs);
  if (!isProved) return refuse(`is another file on ${destination.name}`, 'differs');
  return { found: null, backing: mine.backing };
}

const poolOf = (pools: PoolShape[], { pool, volume }: Wanted): PoolShape | null =>
  pool === null ? poolOfPath(pools, volume) : (pools.find(({ name }) => name === pool) ?? null);

interface Volume {
  path: string | null;
  changedAt: string | null; // with nanoseconds; no tool can set it
  backing: string | null;
}

const isSameFile = (a: Volume, b: Volume): boolean =>
  a.path !== null && a.path === b.path && a.changedAt !== null && a.changedAt === b.changedAt;

/** A pool is listed as of its last refresh: it is refreshed before something counts as missing. */
async function findVolume(
  virsh: Virsh,
  host: LibvirtHost,
  wanted: Wanted,
  pool: PoolShape,
  mine: Volume,
): Promise<Volume | null> {
  const found = await readVolume(virsh, host, wanted);
  if (found !== null && (wanted.isReadOnly || !isFolder(pool) || isSameFile(mine, found))) return found;
  await virsh.run(host.uri, ['pool-refresh', '--pool', pool.name]);
  return readVolume(virsh, host, wanted);
}

async function readVolume(virsh: Virsh, host: LibvirtHost, { pool, volume }: Wanted): Promise<Volume | null> {
  const named = pool === null ? [] : ['--pool', pool];
  const result = await virsh.run(host.uri, ['vol-dumpxml', '--vol', volume, ...named]);
  const root = result.isOk ? parseRoot(result.stdout, 'volume') : null;
  if (root === null) return null;
  const changedAt = text(at(root, 'target', 'timestamps'), 'ctime');
  return {
    path: text(at(root, 'target'), 'path'),
    changedAt: changedAt?.includes('.') ? changedAt : null,
    backing: text(at(root, 'backingStore'), 'path'),
  };
}
