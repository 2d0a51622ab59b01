import type { Database } from '../../db/client.ts';

/** How many VMs each host has, by its id, less those that were not seen any more. */
export async function countVms(db: Database): Promise<Map<string, number>> {
  const rows = await db.vm.groupBy({ by: ['hostId'], where: { missingSince: null }, _count: true });
  return new Map(rows.map((row) => [row.hostId, row._count]));
}
