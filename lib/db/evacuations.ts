import { lockingMoveStates, unfinishedRunStates } from '../model/run.ts';
import type { Database, Transaction } from './client.ts';

/**
 * VMs whose migration to the host has begun: they may be there soon. Read them before the VMs on the host: one that
 * arrives between the two reads is then in both; in the other order it could be in neither.
 */
export function readArriving(
  db: Database | Transaction,
  hostId: string,
): Promise<{ vmId: string | null; vmName: string }[]> {
  return db.move.findMany({
    where: { toHostId: hostId, state: { in: [...lockingMoveStates] } },
    select: { vmId: true, vmName: true },
  });
}

/** Whether a run empties the host at present. */
export async function isBeingEvacuated(db: Database | Transaction, hostId: string): Promise<boolean> {
  const runs = await db.run.count({
    where: { hostId, kind: 'evacuate', state: { in: unfinishedRunStates } },
  });
  return runs > 0;
}
