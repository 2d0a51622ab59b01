import { lockingMoveStates, unfinishedMoveStates } from '../model/run.ts';
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

/** Finds the runs that empty this host and are not done with it. */
export const emptiesHost = (hostId: string) => ({ hosts: { some: { hostId, endedAt: null } } });

/** Whether a run empties the host at present. */
export async function isBeingEvacuated(db: Database | Transaction, hostId: string): Promise<boolean> {
  return (await db.runHost.count({ where: { hostId, endedAt: null } })) > 0;
}

/** Whether the run that empties the host, if there is one, still has moves from it. */
export async function hasMovesFrom(db: Database | Transaction, hostId: string): Promise<boolean> {
  const moves = await db.move.count({
    where: { fromHostId: hostId, state: { in: [...unfinishedMoveStates] }, run: emptiesHost(hostId) },
  });
  return moves > 0;
}

/** The run that empties the host, if there is one, is done with it. */
export async function endEvacuation(tx: Transaction, hostId: string, at: Date): Promise<void> {
  await tx.runHost.updateMany({ where: { hostId, endedAt: null }, data: { endedAt: at } });
}
