import pg from 'pg';
import { connectDatabase } from '../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../lib/db/embedded/postgres.ts';
import { migrateDatabase } from '../lib/db/migrations.ts';
import { reachDatabase } from '../lib/db/reach-database.ts';
import { systemClock } from '../lib/platform/clock.ts';
import type { Environment } from '../lib/platform/env.ts';
import type { Context } from '../lib/services/context.ts';
import type { CommandIo } from './io.ts';
import { environmentOf, postgresFolder, projectFolder } from './project.ts';

/** The database as a command finds it: migrated, with the command line as actor. */
export interface CommandDatabase {
  url: string;
  env: Environment;
  ctx: Context;
}

/** Whether anybody else uses the server: then a command leaves it running although it started it. */
async function hasOtherUsers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1`,
    );
    return rows.length > 0;
  } finally {
    await client.end();
  }
}

/** Makes the database of `url` fit for use: there, right version, migrated. Returns the migrations applied now. */
export async function prepareDatabase(url: string): Promise<string[]> {
  await reachDatabase(url);
  return migrateDatabase(url, projectFolder);
}

/**
 * Runs a command on DATABASE_URL, or on the embedded PostgreSQL, which is started if it does not run and left as it was
 * found. Throws the sentences of those that start, reach and migrate it.
 */
export async function withDatabase<T>(
  io: CommandIo,
  work: (database: CommandDatabase) => Promise<T>,
): Promise<T> {
  const env = environmentOf(io);
  const embedded = env.databaseUrl ? null : await startEmbeddedPostgres(postgresFolder(env));
  const url = env.databaseUrl ?? embedded?.url ?? '';
  try {
    await prepareDatabase(url);
    const db = connectDatabase(url);
    try {
      const ctx: Context = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
      return await work({ url, env, ctx });
    } finally {
      await db.$disconnect();
    }
  } finally {
    const wasStartedHere = embedded !== null && !embedded.wasRunning;
    if (wasStartedHere && !(await hasOtherUsers(url).catch(() => false))) {
      await stopEmbeddedPostgres(postgresFolder(env));
    }
  }
}
