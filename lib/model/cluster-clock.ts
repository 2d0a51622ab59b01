import { z } from 'zod';
import { BallastError } from './errors.ts';
import { type Connection, effectiveConnection } from './host.ts';

/** What of a cluster's row says how time goes in it. */
export interface ClusterTimes {
  intervalSeconds: number;
  backfilledUntil: Date | null;
  backfillUntil: Date | null;
  driverConfig: unknown;
}

/** The columns to be read for clockOf. Nobody else looks at them, but the demo, whose past they tell of. */
export const clockColumns = {
  intervalSeconds: true,
  backfilledUntil: true,
  backfillUntil: true,
  driverConfig: true,
} as const;

/** Why nothing can be ordered in a cluster: it still backfills its simulated past. */
export type NotReady = 'cluster-in-past';

/** How time goes in a cluster, at one moment of the one who asks. */
export interface ClusterClock {
  readonly now: Date; // the moment that the cluster is at
  readonly intervalSeconds: number; // between two samples of its hosts, at present
  /** How many seconds of the hypervisor go by in a migration while the clock counts one: 1 but in a simulated data centre. */
  readonly migrationSpeed: number;
  readonly isPast: boolean; // it is simulated, and backfills its last days in fast time
  readonly notReady: NotReady | null; // null: orders may be placed in it
}

/** While a cluster backfills its past it is collected in steps of five minutes, whatever its interval says. */
const PAST_STEP_SECONDS = 300;
const Accelerated = z.object({ speed: z.number().positive() });

/**
 * The clock of a cluster at the time `now`. It shows the same time, except for a simulated cluster that is still backfilling
 * its past: its newest figures are those of `backfilledUntil`. Only the backfill itself, whose `now` is in the past, may place orders.
 */
export function clockOf(cluster: ClusterTimes, now: Date): ClusterClock {
  const { intervalSeconds, backfilledUntil, backfillUntil } = cluster;
  const isPast = backfillUntil !== null && (backfilledUntil === null || backfilledUntil < backfillUntil);
  return {
    now: isPast && backfilledUntil ? backfilledUntil : now,
    intervalSeconds: isPast ? Math.max(intervalSeconds, PAST_STEP_SECONDS) : intervalSeconds,
    migrationSpeed: speedOf(cluster.driverConfig),
    isPast,
    notReady: isPast && now >= backfillUntil ? 'cluster-in-past' : null,
  };
}

/** Throws the code of what keeps orders from being placed in the cluster, `cluster-in-past`, if anything does. */
export function assertReady(cluster: ClusterTimes & { name: string }, now: Date): void {
  const { notReady } = clockOf(cluster, now);
  if (notReady === null) return;
  throw new BallastError(notReady, `${cluster.name} still lives through its simulated past`, {
    cluster: cluster.name,
  });
}

/** What the hypervisor counts as `ms`, as the clock of the one who waits for it counts; null stays unknown. */
export function byClock(ms: number, clock: ClusterClock): number;
export function byClock(ms: number | null, clock: ClusterClock): number | null;
export function byClock(ms: number | null, { migrationSpeed }: ClusterClock): number | null {
  return ms === null ? null : ms / migrationSpeed;
}

/**
 * The connection of a host as its cluster's clock has it be read. A past that is backfilled is noted hour by hour: what was sampled
 * since is ahead of the cluster's moment, and no sign of a clock that was wrong.
 */
export function connectionNow(
  { connection, lastSampleAt }: { connection: Connection; lastSampleAt: Date | null },
  { now, intervalSeconds, isPast }: ClusterClock,
): Connection {
  const isAheadInPast = isPast && lastSampleAt !== null && lastSampleAt > now;
  return isAheadInPast ? connection : effectiveConnection(connection, lastSampleAt, now, intervalSeconds);
}

/** Only the settings of a simulated data centre say how fast it migrates. */
const speedOf = (driverConfig: unknown): number => Accelerated.safeParse(driverConfig).data?.speed ?? 1;
