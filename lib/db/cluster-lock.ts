import pg from 'pg';

/** The loops of a cluster: the one that observes and decides, and the one that carries out runs. */
export type ClusterLoop = 'observe' | 'run';

const loopNumbers: Record<ClusterLoop, number> = { observe: 0x0b5e, run: 0x0a17 };

/**
 * Session advisory locks: PostgreSQL releases them when a worker dies, however it dies. One connection for each held
 * lock, because a lock belongs to its session.
 */
export class ClusterLocks {
  private readonly pool: pg.Pool;

  constructor(url: string, maxConnections = 8) {
    this.pool = new pg.Pool({ connectionString: url, max: maxConnections });
    this.pool.on('error', () => undefined); // an idle connection was lost; the pool opens another
  }

  /**
   * Runs `work` while this worker alone holds the loop of the cluster; null without running it if another worker
   * holds it.
   */
  async tryWith<T>(clusterId: string, loop: ClusterLoop, work: () => Promise<T>): Promise<T | null> {
    const client = await this.pool.connect();
    let isBroken = false;
    client.on('error', () => {
      isBroken = true;
    });
    try {
      const key = [loopNumbers[loop], clusterId];
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', key);
      if (!rows[0]?.held) return null;
      try {
        return await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', key).catch(() => {
          isBroken = true;
        });
      }
    } finally {
      client.removeAllListeners('error');
      client.release(isBroken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
