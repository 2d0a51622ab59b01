import pg from 'pg';
import { connectDatabase } from '../../lib/db/client.ts';
import { databaseAt } from '../integration/support/database-url.ts';
import { TEMPLATE } from '../integration/support/template-database.ts';
import type { Lane } from './turns.ts';

const onServer = async <T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: databaseAt(serverUrl, 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** A separate database, so that lanes run in parallel and break only their own connections. */
export async function openLane(serverUrl: string, number: number): Promise<Lane> {
  const name = `chaos_${number}`;
  await onServer(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const url = databaseAt(serverUrl, name);
  const db = connectDatabase(url, 12); // for concurrent turns, and for the check whether one of them waits for a lock
  return {
    url,
    db,
    breakConnections: () =>
      onServer(serverUrl, async (client) => {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'mortal'`,
          [name],
        );
      }),
  };
}

export async function closeLane(lane: Lane): Promise<void> {
  await lane.db.$disconnect();
}
