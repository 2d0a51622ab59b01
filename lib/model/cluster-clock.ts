import { z } from 'zod';
import { BallastError } from './errors.ts';
import { type Connection, effectiveConnection } from './host.ts';

/** The range of the interval between two samples of a cluster's hosts. */
export const MIN_INTERVAL_SECONDS = 5;
export const MAX_INTERVAL_SECONDS = 300;

/** The columns of a cluster that determine its present. */
export interface ClusterPresent {
  intervalSeconds: number;
  backfilledUntil: Date | null;
  backfillUntil: Date | null;
}

/** The same, and the one that determines how fast its migrations are. */
export interface ClusterTimes extends ClusterPresent {
  driverConfig: unknown;
}

/**
 * The columns to read for `presentOf`. Where no duration of a migration is shown they are enough: the config of a
 * large simulated cluster is half a megabyte.
 */
export const presentColumns = { intervalSeconds: true, backfilledUntil: true, backfillUntil: true } as const;

/** The columns to read for `clockOf`. Only the demo, which sets them, uses them otherwise. */
export const clockColumns = {
  intervalSeconds: true,
  backfilledUntil: true,
  backfillUntil: true,
  driverConfig: true,
} as const;

/** Why nothing can be ordered in a cluster: it is still backfilling its simulated past. */
export type NotReady = 'cluster-in-past';

/** The time in a cluster, at one moment of the caller's clock. */
export interface ClusterTime {
  readonly now: Date; // the current time of the cluster
  readonly intervalSeconds: number; // between two samples of its hosts, at present
  readonly isPast: boolean; // it is simulated, and is backfilling its last days in fast time
  readonly notReady: NotReady | null; // null: moves may be ordered in it
}

/** The same, with the speed of migrations in it. */
export interface ClusterClock extends ClusterTime {
  /**
   * How many seconds of the hypervisor pass in a migration during one second of the clock: 1 except in a simulated
   * data centre.
   */
  readonly migrationSpeed: number;
}

/** While a cluster is backfilling its past it is sampled in steps of five minutes, whatever its interval. */
const PAST_STEP_SECONDS = 300;
const Accelerated = z.object({ speed: z.number().positive() });

/**
 * The time in a cluster at the time `now`. It is the same, except in a simulated cluster that is still backfilling
 * its past: its newest figures are those of `backfilledUntil`. Only the backfill itself, whose `now` is in the past, may place orders.
 */
export function presentOf(cluster: ClusterPresent, now: Date): ClusterTime {
  const { intervalSeconds, backfilledUntil, backfillUntil } = cluster;
  const isPast = backfillUntil !== null && (backfilledUntil === null || backfilledUntil < backfillUntil);
  return {
    now: isPast && backfilledUntil ? backfilledUntil : now,
    intervalSeconds: isPast ? Math.max(intervalSeconds, PAST_STEP_SECONDS) : intervalSeconds,
    isPast,
    notReady: isPast && now >= backfillUntil ? 'cluster-in-past' : null,
  };
}

/** The clock of a cluster at the time `now`: its time, and the speed of its migrations. */
export const clockOf = (cluster: ClusterTimes, now: Date): ClusterClock => ({
  ...presentOf(cluster, now),
  migrationSpeed: speedOf(cluster.driverConfig),
});

/** Throws the code of the reason why nothing can be ordered in the cluster, `cluster-in-past`, if there is one. */
export function assertReady(cluster: ClusterPresent & { name: string }, now: Date): void {
  const { notReady } = presentOf(cluster, now);
  if (notReady === null) return;
  throw new BallastError(notReady, `${cluster.name} is still simulating its past`, {
    cluster: cluster.name,
  });
}

/** Converts a duration of the hypervisor to the clock of the caller; null stays unknown. */
export function byClock(ms: number, clock: ClusterClock): number;
export function byClock(ms: number | null, clock: ClusterClock): number | null;
export function byClock(ms: number | null, { migrationSpeed }: ClusterClock): number | null {
  return ms === null ? null : ms / migrationSpeed;
}

/**
 * The connection of a host by its cluster's clock. A backfill is recorded hour by hour: newer samples are ahead of
 * the cluster's time, and do not mean that a clock was wrong.
 */
export function connectionNow(
  { connection, lastSampleAt }: { connection: Connection; lastSampleAt: Date | null },
  { now, intervalSeconds, isPast }: ClusterTime,
): Connection {
  const isAheadInPast = isPast && lastSampleAt !== null && lastSampleAt > now;
  return isAheadInPast ? connection : effectiveConnection(connection, lastSampleAt, now, intervalSeconds);
}

/** Only the settings of a simulated data centre define the speed of its migrations. */
const speedOf = (driverConfig: unknown): number => Accelerated.safeParse(driverConfig).data?.speed ?? 1;
