import type { Tie } from '../../model/vm.ts';
import type { DiskSource } from './definition/disks.ts';
import { mayBeElsewhere, type PoolShape, poolOfPath } from './pools.ts';

/**
 * The disks of a stopped VM that cannot be proved to be accessible from another host: a path in no pool of its host,
 * or in a pool that belongs to one host. While a VM runs, libvirt itself judges its disks. A folder of unknown kind
 * may be shared: the check before a move compares it on both hosts.
 */
export function diskTies(disks: readonly DiskSource[], pools: readonly PoolShape[] | null): Tie[] {
  const local = disks.filter((disk) => !disk.mayBeMissing && !mayBeShared(disk, pools ?? []));
  return [...new Set(local.map(({ volume }) => volume))].map((name) => ({
    kind: 'local-disk',
    name,
    blocks: ['offline'],
  }));
}

function mayBeShared(disk: DiskSource, pools: readonly PoolShape[]): boolean {
  if (disk.kind === 'network') return true;
  const pool =
    disk.pool === null
      ? poolOfPath(pools, disk.volume)
      : (pools.find(({ name }) => name === disk.pool) ?? null);
  return mayBeElsewhere(pool);
}
