import type { DriverError } from '../../model/errors.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import type { DiskSource } from './definition/disks.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';

/**
 * Asks the destination for every disk: a volume must be in its pool there. A path is searched for in the pool that
 * has it on the source; libvirt cannot check a path outside of pools, so it is not checked.
 */
export async function checkStorage(
  virsh: Virsh,
  ends: Ends,
  needs: DomainDefinition,
  poolsThere: string[] | null,
): Promise<DriverError[]> {
  if (poolsThere === null) return [];
  const faults = await Promise.all(
    needs.disks.filter(isAsked).map((disk) => checkDisk(virsh, ends, disk, poolsThere)),
  );
  return faults.filter((fault) => fault !== null);
}

/** libvirt leaves out a disc that may be missing; a network disk is on its server. */
const isAsked = ({ mayBeMissing, kind }: DiskSource): boolean => !mayBeMissing && kind !== 'network';

async function checkDisk(
  virsh: Virsh,
  { source, destination, party }: Ends,
  disk: DiskSource,
  poolsThere: string[],
): Promise<DriverError | null> {
  const pool = disk.pool ?? (await poolOf(virsh, source, disk.volume));
  if (pool === null) return null;
  const missing = (what: string) => driverError('storage-missing', party, what);
  if (!poolsThere.includes(pool))
    return disk.pool === null ? null : missing(`no active pool ${pool} on ${destination.name}`);
  if (await hasVolume(virsh, destination, pool, disk.volume)) return null;
  // a pool is listed as of its last refresh
  await virsh.run(destination.uri, ['pool-refresh', '--pool', pool]);
  if (await hasVolume(virsh, destination, pool, disk.volume)) return null;
  return missing(`${disk.volume} is not in the pool ${pool} on ${destination.name}`);
}

async function poolOf(virsh: Virsh, host: LibvirtHost, path: string): Promise<string | null> {
  const result = await virsh.run(host.uri, ['vol-pool', '--vol', path]);
  return result.isOk ? result.stdout.trim() : null;
}

async function hasVolume(virsh: Virsh, host: LibvirtHost, pool: string, volume: string): Promise<boolean> {
  const named = volume.startsWith('/') ? [] : ['--pool', pool];
  const result = await virsh.run(host.uri, ['vol-info', '--vol', volume, ...named]);
  // only a clear "no such volume" counts: a pool that cannot be asked now proves nothing
  return result.isOk || !/no storage vol|Storage volume not found|failed to get vol/i.test(result.stderr);
}
