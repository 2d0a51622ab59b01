import type { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';
import { mayMigrateLive } from './migration-probe.ts';
import { readPools } from './offline-proof.ts';
import { isSameStorage, isSharedKind, poolAround } from './pools.ts';

/**
 * The definition without the ties to virtiofs folders, if libvirt reports that it would migrate the files that the
 * guest has open; and the obstacles: folders that are not proved to be the same on both hosts, because no file is
 * copied.
 */
export async function judgeFolders(
  virsh: Virsh,
  ends: Ends,
  order: MigrationOrder,
  definition: DomainDefinition,
): Promise<{ definition: DomainDefinition; faults: DriverError[] }> {
  const { source, destination, party } = ends;
  const folders = new Set(definition.virtioFolders);
  const asIs = { definition, faults: [] };
  if (folders.size === 0 || order.kind === 'offline' || destination.peerUri === null) return asIs;
  if ((await mayMigrateLive(virsh, source, order.vmUuid, destination.peerUri)) !== true) return asIs;
  const [here, there] = await Promise.all([readPools(virsh, source), readPools(virsh, destination)]);
  const faults = [...folders].flatMap((folder) => {
    const [mine, theirs] = [poolAround(here, folder), poolAround(there, folder)];
    const isServed = mine !== null && isSharedKind(mine);
    if (isServed && theirs !== null && isSameStorage(mine, theirs)) return [];
    const detail = `the folder ${folder} is in no storage pool that ${source.name} and ${destination.name} share`;
    return [driverError('storage-missing', party, detail, isServed ? 'pair' : 'vm')];
  });
  const ties = definition.ties.filter((tie) => tie.kind !== 'shared-folder' || !folders.has(tie.name));
  return { definition: { ...definition, ties }, faults };
}
