import type { Database, Transaction } from '../../db/client.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';

/** The hosts that are still away since this run began to empty them, in the order in which their rows are locked. */
export async function readAway(
  db: Database | Transaction,
  { createdAt, hosts }: { createdAt: Date; hosts: readonly { hostId: string }[] },
): Promise<{ id: string; name: string }[]> {
  if (hosts.length === 0) return [];
  return db.host.findMany({
    where: {
      id: { in: hosts.map(({ hostId }) => hostId) },
      mode: { not: 'active' },
      awaySince: { lte: createdAt },
    },
    orderBy: { id: 'asc' },
    select: { id: true, name: true },
  });
}

/** The cluster as it will be once these hosts have returned. */
export function inService(state: PlanningState, hostIds: readonly string[]): PlanningState {
  const hosts = state.cluster.hosts.map((host) =>
    hostIds.includes(host.id) ? { ...host, mode: 'active' as const, inMaintenance: false } : host,
  );
  return { ...state, cluster: { ...state.cluster, hosts } };
}
