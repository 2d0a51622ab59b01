import { canChangeAudit } from '../../db/audit-seals.ts';
import { connectionNow, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import type { Connection } from '../../model/host.ts';
import type { Context } from '../../services/context.ts';

/** A worker writes every three seconds; one that missed a few is busy, one that missed ten is dead. */
const WORKER_SILENCE_MS = 30_000;
/** If PostgreSQL does not answer by then, it counts as down. */
const PATIENCE_MS = 3000;

interface DriverHealth {
  cluster: string | null; // its name; null for callers who are not signed in
  driver: string;
  ok: boolean; // every host that is not in maintenance answers, and none has old figures
  hosts: Record<Connection, number>;
  oldFigures: number; // hosts whose last answer is older than three intervals: no worker observes them
  lastSampleAt: string | null; // ISO 8601
}

export interface Health {
  /**
   * ok: everything works. degraded: Ballast works, but a host does not answer, or is not observed. unavailable: not
   * ready.
   */
  status: 'ok' | 'degraded' | 'unavailable';
  /**
   * audit: whether the product's own role could change or delete audit entries (docs/security.md); unknown while
   * down.
   */
  database: { state: 'up' | 'down'; audit: 'append-only' | 'unprotected' | 'unknown' };
  disk: { state: 'ok' | 'full' }; // of the data folder
  worker: { state: 'up' | 'down' | 'unknown'; lastSeenAt: string | null };
  drivers: DriverHealth[];
}

const silence: Omit<Health, 'disk'> = {
  status: 'unavailable',
  database: { state: 'down', audit: 'unknown' },
  worker: { state: 'unknown', lastSeenAt: null },
  drivers: [],
};

type Store = Pick<Context, 'db' | 'clock'>;

async function readWorker({ db, clock }: Store): Promise<Health['worker']> {
  const now = clock.now().getTime();
  const away = ({ seenAt }: { seenAt: Date }): number => Math.abs(now - seenAt.getTime());
  // the nearest, not the newest: a worker that died while its clock was ahead has a time in the future
  const rows = await db.workerHeartbeat.findMany({ select: { seenAt: true } });
  const nearest = rows.toSorted((a, b) => away(a) - away(b))[0];
  const isUp = nearest !== undefined && away(nearest) < WORKER_SILENCE_MS;
  return { state: isUp ? 'up' : 'down', lastSeenAt: nearest?.seenAt.toISOString() ?? null };
}

async function readDrivers({ db, clock }: Store, withNames: boolean): Promise<DriverHealth[]> {
  const clusters = await db.cluster.findMany({
    orderBy: { name: 'asc' },
    select: {
      name: true,
      driver: true,
      ...presentColumns,
      hosts: { select: { connection: true, lastSampleAt: true, mode: true } },
    },
  });
  return clusters.map((cluster) => {
    const hosts = { up: 0, down: 0, unknown: 0 };
    let oldFigures = 0;
    let ok = true;
    const time = presentOf(cluster, clock.now());
    for (const host of cluster.hosts) {
      const state = connectionNow(host, time);
      hosts[state] += 1;
      const isOld = host.connection === 'up' && state !== 'up';
      if (isOld) oldFigures += 1;
      if (isOld || (state !== 'up' && host.mode !== 'maintenance')) ok = false;
    }
    const sampleTimes = cluster.hosts.flatMap((host) =>
      host.lastSampleAt ? [host.lastSampleAt.getTime()] : [],
    );
    const newest = sampleTimes.length > 0 ? new Date(Math.max(...sampleTimes)).toISOString() : null;
    return {
      cluster: withNames ? cluster.name : null,
      driver: cluster.driver,
      ok,
      hosts,
      oldFigures,
      lastSampleAt: newest,
    };
  });
}

async function readAll(store: Store, withNames: boolean): Promise<Omit<Health, 'disk'>> {
  const [worker, drivers, canChange] = await Promise.all([
    readWorker(store),
    readDrivers(store, withNames),
    canChangeAudit(store.db),
  ]);
  const isReady = worker.state === 'up';
  const isWell = drivers.every((driver) => driver.ok);
  const status = isReady ? (isWell ? 'ok' : 'degraded') : 'unavailable';
  const audit = canChange ? 'unprotected' : 'append-only';
  return { status, database: { state: 'up', audit }, worker, drivers };
}

/**
 * The health of Ballast itself: database, worker, and whether each cluster's driver reaches its hosts. Never throws:
 * an unavailable database, or one that does not answer within three seconds, is a result too; with a full disk it is
 * `unavailable`. Needs no role, so names are only included `withNames`.
 */
export async function readHealth({
  ctx,
  input,
}: {
  ctx: Store;
  input: { withNames: boolean; isDiskFull: boolean };
}): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof silence>((resolve) => {
    timer = setTimeout(() => resolve(silence), PATIENCE_MS);
  });
  const read = readAll(ctx, input.withNames).catch(() => silence);
  const health = await Promise.race([read, late]);
  clearTimeout(timer);
  const { isDiskFull } = input;
  const status = isDiskFull ? 'unavailable' : health.status;
  return { ...health, status, disk: { state: isDiskFull ? 'full' : 'ok' } };
}
