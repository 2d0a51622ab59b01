import type { Database } from '../../../lib/db/client.ts';
import type { Fleet } from '../../processes/support/fleet.ts';
import type { Load } from '../../processes/support/load.ts';
import { until } from '../executor/until.ts';

/** What happens to a worker. */
export type Blow = 'worker' | 'connections';

interface Scene {
  db: Database;
  fleet: Fleet;
  load: Load;
}

/** The loop of runs of a cluster, and the session that holds its lock (lib/db/cluster-lock.ts). */
interface Held {
  clusterId: string;
  worker: string;
  pid: number;
}

const RUN_LOOP = 0x0a17;

/**
 * Hits the worker that carries out the most runs, so many times. For each hit: the seconds until each of these runs was
 * carried out again, and until every cluster was observed again.
 */
export async function measureTakeovers(scene: Scene, blow: Blow, hits: number): Promise<number[][]> {
  const waits: number[][] = [];
  for (let i = 0; i < hits; i++) {
    await scene.fleet.settle();
    await scene.load.keepBusy();
    waits.push(await measureOnce(scene, blow));
  }
  return waits;
}

async function measureOnce(scene: Scene, blow: Blow): Promise<number[]> {
  const { db, fleet, load } = scene;
  const held = await until('somebody carries out runs', async () => {
    const found = await readHeld(db);
    return found.length > 0 ? found : null;
  });
  const worker = busiest(held);
  const lost = held.filter((each) => each.worker === worker);
  const at = new Date();
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1000;
  if (blow === 'worker') await fleet.kill(worker);
  else await killSessions(db, worker);
  const carriedOut = lost.map(async ({ clusterId, pid }) => {
    await until('its runs are carried out', async () => {
      const now = (await readHeld(db)).find((each) => each.clusterId === clusterId);
      return (now !== undefined && now.pid !== pid) || (await hasNoRun(db, clusterId)) || null;
    });
    return since();
  });
  const observed = load.clusters.map(async ({ id }) => {
    await until('it is observed', async () => {
      const seen = await db.host.count({ where: { clusterId: id, lastSampleAt: { gt: at } } });
      return seen > 0 || null;
    });
    return since();
  });
  return Promise.all([...carriedOut, ...observed]);
}

function busiest(held: readonly Held[]): string {
  const counts = new Map<string, number>();
  for (const { worker } of held) counts.set(worker, (counts.get(worker) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

const readHeld = (db: Database): Promise<Held[]> => db.$queryRaw<Held[]>`
  SELECT c.id::text AS "clusterId", a.application_name AS worker, a.pid
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  JOIN cluster c ON l.objid::bigint = (hashtext(c.id::text)::bigint & 4294967295)
  WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = ${RUN_LOOP}::bigint AND a.datname = current_database()`;

const hasNoRun = async (db: Database, clusterId: string): Promise<boolean> =>
  (await db.run.count({ where: { clusterId, finishedAt: null } })) === 0;

const killSessions = (db: Database, worker: string) => db.$queryRaw`
  SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = ${worker}`;
