import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { runLeftMs, type TimedMove } from '../../precopy/time-left.ts';
import { settingsOf } from '../../services/policies/migration-settings.ts';

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
export function migrationSpeed({ driver, driverConfig }: HastenedCluster): number {
  return descriptorOf(driver).migrationSpeed(driverConfig);
}

/** What the hypervisor counts as `ms`, as the clock of the one who waits for it counts. */
export function byClock(ms: number, speed: number): number;
export function byClock(ms: number | null, speed: number): number | null;
export function byClock(ms: number | null, speed: number): number | null {
  return ms === null ? null : ms / speed;
}

interface TimedRun {
  cluster: HastenedCluster & { migrationSettings: unknown };
  moves: readonly TimedMove[];
}

/** Milliseconds until a run is done, as the clock counts; null: nobody knows. */
export function runLeftByClock({ cluster, moves }: TimedRun, now: Date): number | null {
  return byClock(runLeftMs(moves, settingsOf(cluster).movesPerHost, now), migrationSpeed(cluster));
}
