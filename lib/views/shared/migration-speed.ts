import { z } from 'zod';
import { clusterPolicy, type PolicyOwner } from '../../db/policies.ts';
import type { DriverKind } from '../../model/ports.ts';
import { runLeftMs, type TimedMove } from '../../precopy/time-left.ts';

const Hastened = z.object({ speed: z.number().positive() });

export interface HastenedCluster {
  driver: DriverKind;
  driverConfig: unknown;
}

/** The columns of a cluster that this room reads. */
export const speedColumns = { driver: true, driverConfig: true } as const;

/**
 * How many seconds of the hypervisor go by in a migration while the clock counts one: 1, but where a simulated data
 * centre is told to migrate faster or slower.
 */
export function migrationSpeed(cluster: HastenedCluster): number {
  if (cluster.driver !== 'simulator') return 1;
  return Hastened.safeParse(cluster.driverConfig).data?.speed ?? 1;
}

/** What the hypervisor counts as `ms`, as the clock of the one who waits for it counts. */
export function byClock(ms: number, speed: number): number;
export function byClock(ms: number | null, speed: number): number | null;
export function byClock(ms: number | null, speed: number): number | null {
  return ms === null ? null : ms / speed;
}

interface TimedRun {
  cluster: HastenedCluster & PolicyOwner;
  moves: readonly TimedMove[];
}

/** Milliseconds until a run is done, as the clock counts; null: nobody knows. */
export function runLeftByClock({ cluster, moves }: TimedRun, now: Date): number | null {
  return byClock(runLeftMs(moves, clusterPolicy(cluster).values.movesPerHost, now), migrationSpeed(cluster));
}
