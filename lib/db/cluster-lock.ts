import pg from 'pg';
import { CONNECTION_PATIENCE_MS, endsWithoutUs, WatchedSession } from './watched-session.ts';

/**
 * The loops of a cluster: those that observe and decide, carry out runs, patch hosts, check whether migrations can work,
 * and read the signs of silent hosts.
 */
export type ClusterLoop = 'observe' | 'run' | 'patch' | 'readiness' | 'signs';

const loopNumbers: Record<ClusterLoop, number> = {
  observe: 0x0b5e,
  run: 0x0a17,
  patch: 0x0d3c,
  readiness: 0x0ead,
  signs: 0x0516,
};

/**
 * Session advisory locks: PostgreSQL releases them when a worker dies, however it dies. One connection for each held
 * lock, because a lock belongs to its session.
 */
export class ClusterLocks {
  private readonly pool: pg.Pool;

  constructor(url: string, maxConnections = 8) {
    this.pool = new pg.Pool({
      connectionString: url,
      max: maxConnections,
      application_name: 'ballast-lock',
      connectionTimeoutMillis: CONNECTION_PATIENCE_MS,
    });
    this.pool.on('error', () => undefined); // an idle connection was lost; the pool opens another
  }

  /**
   * Runs `work` while this worker alone holds the loop of the cluster; null without running it if another worker
   * holds it. `lost` aborts when the lock is lost with its session: another worker may hold it from then on, so `work`
   * must stop acting.
   */
  async tryWith<T>(
    clusterId: string,
    loop: ClusterLoop,
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T | null> {
    const client = await this.pool.connect();
    const lost = new AbortController();
    let isReleased = false;
    /** A session that is not sound is closed, which releases its lock too. */
    const release = (isSound: boolean): void => {
      if (isReleased) return;
      isReleased = true;
      session.forget();
      client.release(!isSound);
    };
    const session = new WatchedSession(client, (cause) => {
      lost.abort(new Error('the lock of the cluster was lost with its session', { cause }));
      release(false);
    });
    let isSound = false;
    try {
      const key = [loopNumbers[loop], clusterId];
      const lock = `SELECT pg_try_advisory_lock($1, hashtext($2)) AS held, ${endsWithoutUs}`;
      const { rows } = await session.query(lock, key);
      if (!rows[0]?.held) {
        isSound = true;
        return null;
      }
      try {
        return await work(lost.signal);
      } finally {
        const unlock = () => session.query('SELECT pg_advisory_unlock($1, hashtext($2))', key);
        isSound =
          !isReleased &&
          (await unlock().then(
            () => true,
            () => false,
          ));
      }
    } finally {
      release(isSound);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
