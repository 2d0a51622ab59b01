import type { Database } from '../../../lib/db/client.ts';
import type { Snapshot } from '../../../lib/model/snapshot.ts';

interface StoredMove {
  vmName: string;
  fromHostName: string;
  toHostName: string;
  wave: number;
}

/** The moves of a job as they were ordered, before any of them has begun. */
export const readMoves = (db: Database, runId: string): Promise<StoredMove[]> =>
  db.move.findMany({
    where: { runId },
    select: { vmName: true, fromHostName: true, toHostName: true, wave: true },
    orderBy: { sequence: 'asc' },
  });

/**
 * The highest CPU load of each host that the plan reported, as shares by host name: at its start, and after each wave with the VMs that
 * arrive in it before those that leave.
 */
export function plannedCpu(
  { hosts, vms }: Snapshot,
  now: ReadonlyMap<string, number>,
  moves: readonly StoredMove[],
): Map<string, number> {
  const peaks = new Map(now);
  const current = new Map(now);
  const add = (host: string, vmName: string, sign: 1 | -1): void => {
    const mhz = vms.find(({ id }) => id === vmName)?.demand.cpuMhz ?? 0;
    const of = hosts.find(({ id }) => id === host)?.cpuMhz ?? 1;
    current.set(host, (current.get(host) ?? 0) + (sign * mhz) / of);
  };
  for (const wave of [...new Set(moves.map((move) => move.wave))].sort((a, b) => a - b)) {
    const its = moves.filter((move) => move.wave === wave);
    for (const { toHostName, vmName } of its) add(toHostName, vmName, 1);
    for (const [host, share] of current) peaks.set(host, Math.max(share, peaks.get(host) ?? 0));
    for (const { fromHostName, vmName } of its) add(fromHostName, vmName, -1);
  }
  return peaks;
}
