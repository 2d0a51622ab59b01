import type { Transaction } from '../../db/client.ts';
import { enqueue } from '../../db/queue.ts';
import { toJson } from '../../db/to-json.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import type { ManagerOrder, VsanData } from '../../model/manager-maintenance.ts';

const orderTo = (want: ManagerOrder['want'], vsanData: VsanData | null): ManagerOrder => ({
  want,
  vsanData,
  triedAt: null,
  error: null,
});

/** Asks for the maintenance mode of its manager, where it has one, as soon as the host is empty. */
export async function wantMaintenance(
  tx: Transaction,
  hostId: string,
  vsanData: VsanData | null,
): Promise<void> {
  const host = await readHost(tx, hostId);
  if (!hasManagerMode(host)) return;
  const kept = host.cluster.hasVsan ? (vsanData ?? 'ensureObjectAccessibility') : null;
  await tx.host.update({
    where: { id: hostId },
    data: toJson('host', { managerOrder: orderTo('enter', kept) }),
  });
}

/** Asks for its end, or takes the order back. The manager may be entering it at this moment, so it is asked in either case. */
export async function wantService(tx: Transaction, hostId: string): Promise<void> {
  const host = await readHost(tx, hostId);
  if (!hasManagerMode(host) || (host.managerOrder === null && host.inMaintenance !== true)) return;
  await tx.host.update({
    where: { id: hostId },
    data: toJson('host', { managerOrder: orderTo('leave', null) }),
  });
  await enqueue(tx, 'collect-cluster', host.clusterId, { isAsked: true });
}

const hasManagerMode = ({ cluster }: Awaited<ReturnType<typeof readHost>>): boolean =>
  descriptorOf(cluster.driver).abilities.maintenance;

const readHost = (tx: Transaction, id: string) =>
  tx.host.findUniqueOrThrow({
    where: { id },
    select: {
      clusterId: true,
      managerOrder: true,
      inMaintenance: true,
      cluster: { select: { driver: true, hasVsan: true } },
    },
  });
