import type { DriverError } from '../../model/errors.ts';
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

type Wanted = Pick<DiskSource, 'pool' | 'volume' | 'isReadOnly'>;

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
  const disks = definition.disks.filter(({ kind, mayBeMissing }) => kind !== 'network' && !mayBeMissing);
  const files = definition.ties.flatMap(({ kind, name }): Wanted[] =>
    kind === 'firmware-state' && name.startsWith('/')
      ? [{ pool: null, volume: name, isReadOnly: false }]
      : [],
  );
  const wanted: Wanted[] = [...disks, ...files];
  if (wanted.length === 0) return [];
  const [here, there] = await Promise.all([
    readPools(virsh, ends.source),
    readPools(virsh, ends.destination),
  ]);
  const found = await Promise.all(wanted.map((one) => proveChain(virsh, ends, one, { here, there })));
  return found.filter((fault) => fault !== null);
}

interface Pools {
  here: PoolShape[];
  there: PoolShape[];
}

/** The active pools of a host, by their sources. */
export async function readPools(virsh: Virsh, host: LibvirtHost): Promise<PoolShape[]> {
  const list = await virsh.run(host.uri, ['pool-list', '--uuid']);
  return (await readPoolShapes(virsh, host, list)) ?? [];
}

/** A disk and its backing files. */
async function proveChain(
  virsh: Virsh,
  ends: Ends,
  first: Wanted,
  pools: Pools,
): Promise<DriverError | null> {
  let link: Wanted | null = first;
  for (let count = 0; link !== null && count < MAX_BACKING_FILES; count++) {
    const { fault, backing } = await proveOne(virsh, ends, link, pools);
    if (fault !== null) return fault;
    link = backing === null ? null : { pool: null, volume: backing, isReadOnly: first.isReadOnly };
  }
  return null;
}

type Proof = { fault: DriverError | null; backing: string | null };

async function proveOne(virsh: Virsh, ends: Ends, wanted: Wanted, pools: Pools): Promise<Proof> {
  const { source, destination, party } = ends;
  const { volume } = wanted;
  const refuse = (why: string, scope: 'vm' | 'pair'): Proof => ({
    fault: driverError('storage-missing', party, `${volume} ${why}`, scope),
    backing: null,
  });
  const here = poolOf(pools.here, wanted);
  if (here === null)
    return refuse(`is in no storage pool of ${source.name}, so it may be on that host alone`, 'vm');
  if (!isSharedKind(here) && !isFolder(here))
    return refuse(
      `is in the pool ${here.name} of ${source.name}, whose kind (${here.type}) belongs to one host`,
      'vm',
    );
  const there = poolOf(pools.there, wanted);
  if (there === null) return refuse(`is in no active storage pool of ${destination.name}`, 'pair');
  if (isSharedKind(here) && !isSameStorage(here, there))
    return refuse(`is in the pool ${here.name}, which is another storage on ${destination.name}`, 'pair');
  const mine = await readVolume(virsh, source, wanted);
  if (mine === null) return refuse(`is not found on ${source.name}`, 'vm');
  const theirs = await findVolume(virsh, destination, wanted, there, mine);
  if (theirs === null) return refuse(`is not in the pool ${there.name} on ${destination.name}`, 'pair');
  const isProved = isSharedKind(here) || wanted.isReadOnly || isSameFile(mine, theirs);
  if (!isProved) return refuse(`is another file on ${destination.name}`, 'pair');
  return { fault: null, backing: mine.backing };
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
