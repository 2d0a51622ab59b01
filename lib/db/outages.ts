import type { Database, Transaction } from './client.ts';

/** The outage of a host that has not ended. */
export const openOutage = { endedAt: null } as const;

/**
 * The hosts of a cluster that are proved to be off: somebody or something answers for it, they give no answer, and nothing of them was
 * seen to run since.
 */
export async function readOffHosts(db: Database | Transaction, clusterId: string): Promise<Set<string>> {
  const rows = await db.outage.findMany({
    where: { clusterId, ...openOutage, verdict: 'off', offAt: { not: null } },
    select: { hostId: true },
  });
  return new Set(rows.map(({ hostId }) => hostId));
}
