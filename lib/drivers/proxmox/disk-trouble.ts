import type { DriverError } from '../../model/errors.ts';
import type { ClusterNow } from './cluster.ts';
import { type Party, proxmoxError, troubleOf } from './explain.ts';
import type { Ends } from './movable.ts';
import type { Precheck, Resource } from './wire.ts';

type LocalDisk = Precheck['local_disks'][number];

const GIB = 2 ** 30;

/**
 * What stands against a move because of local disks. They stay unless the order takes them; then each needs the storage of its name at
 * the destination, with enough space, which Proxmox VE finds out only while it copies. The HA manager takes no such order.
 */
export function diskTrouble(
  disks: readonly LocalDisk[],
  { vm, cluster, takesDisks }: { vm: Resource; cluster: ClusterNow; takesDisks: boolean },
  { destination, party }: Ends,
): DriverError[] {
  if (disks.length === 0) return [];
  const stuck = takesDisks && vm.hastate === undefined ? disks.filter(({ cdrom }) => cdrom) : disks;
  if (stuck.length > 0)
    return troubleOf(
      'storage-missing',
      party,
      'local disks',
      stuck.map(({ volid }) => volid),
    );
  const needed = new Map<string, number>();
  for (const { volid, size } of disks) {
    const storage = volid.split(':')[0] ?? volid;
    needed.set(storage, (needed.get(storage) ?? 0) + size);
  }
  return [...needed].flatMap(([storage, bytes]) =>
    storageTrouble(storageAt(cluster, storage, destination.uri), { storage, bytes }, party),
  );
}

const storageAt = ({ storages }: ClusterNow, storage: string, node: string): Resource | undefined =>
  storages.find((each) => each.storage === storage && each.node === node && each.status === 'available');

function storageTrouble(
  found: Resource | undefined,
  { storage, bytes }: { storage: string; bytes: number },
  party: Party,
): DriverError[] {
  if (found === undefined) return [proxmoxError('storage-missing', party, `not available: ${storage}`)];
  const { disk, maxdisk } = found;
  if (disk === undefined || maxdisk === undefined || bytes <= maxdisk - disk) return [];
  const [need, free] = [bytes, maxdisk - disk].map((each) => `${(each / GIB).toFixed(1)} GiB`);
  return [proxmoxError('storage-missing', party, `${storage}: ${need} are needed, ${free} are free`)];
}
