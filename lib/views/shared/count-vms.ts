import type { Database } from '../../db/client.ts';

/** The number of VMs on each host, by its id, without missing ones. */
export async function countVms(db: Database): Promise<Map<string, number>> {
  const rows = await db.vm.groupBy({ by: ['hostId'], where: { missingSince: null }, _count: true });
  return new Map(rows.map((row) => [row.hostId, row._count]));
}
