import type { Database } from './client.ts';

/** One reading of a cluster: how long it took, and how many hosts did not answer. `hasFailed`: it could not be stored. */
export interface CountedReading {
  seconds: number;
  silentHosts: number;
  hasFailed: boolean;
}

/** Adds a reading to the counts of its cluster; nothing if the cluster was removed meanwhile. */
export async function countReading(db: Database, clusterId: string, reading: CountedReading): Promise<void> {
  const { seconds, silentHosts, hasFailed } = reading;
  const failures = hasFailed ? 1 : 0;
  await db.$executeRaw`
    INSERT INTO reading_count AS c (cluster_id, readings, failures, silent_hosts, seconds, last_seconds)
    SELECT id, 1, ${failures}, ${silentHosts}, ${seconds}, ${seconds} FROM cluster WHERE id = ${clusterId}::uuid
    ON CONFLICT (cluster_id) DO UPDATE SET readings = c.readings + 1, failures = c.failures + excluded.failures,
      silent_hosts = c.silent_hosts + excluded.silent_hosts, seconds = c.seconds + excluded.seconds,
      last_seconds = excluded.last_seconds`;
}
