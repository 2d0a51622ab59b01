import pg from 'pg';
import { connectDatabase } from '../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../lib/db/embedded/postgres.ts';
import { migrateDatabase } from '../lib/db/migrations.ts';
import { reachDatabase } from '../lib/db/reach-database.ts';
import { systemClock } from '../lib/platform/clock.ts';
import { openSecretBox } from '../lib/platform/encryption-keys.ts';
import type { Environment } from '../lib/platform/env.ts';
import type { Context } from '../lib/services/context.ts';
import type { CommandIo } from './io.ts';
import { environmentOf, postgresFolder, projectFolder } from './project.ts';

/** A server that runs during a command; its database need not exist yet. */
export interface CommandServer {
  url: string; // as web and worker use it
  ownerUrl: string; // for migrations; the same if there is no separate role for the product
  env: Environment;
}

/** The database for most commands: migrated, with the command line as actor. */
export interface CommandDatabase extends CommandServer {
  ctx: Context;
}

/** Whether other clients use the server: then a command leaves it running although it started it. */
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

/**
 * Prepares the database: it exists, has the right version, is migrated and has the rights. Returns the migrations
 * applied now.
 */
export async function prepareDatabase({
  url,
  ownerUrl,
}: Pick<CommandServer, 'url' | 'ownerUrl'>): Promise<string[]> {
  await reachDatabase(ownerUrl);
  const productRole = ownerUrl === url ? null : decodeURIComponent(new URL(url).username);
  const applied = await migrateDatabase(ownerUrl, projectFolder, productRole);
  if (productRole !== null) await reachDatabase(url, false);
  return applied;
}

/**
 * Runs a command on the server of DATABASE_URL, or on the embedded one, which is started if necessary and stopped
 * afterwards.
 */
export async function withServer<T>(io: CommandIo, work: (server: CommandServer) => Promise<T>): Promise<T> {
  const env = environmentOf(io);
  if (env.databaseUrl) return work({ env, url: env.databaseUrl, ownerUrl: env.ownerUrl ?? env.databaseUrl });
  const folder = postgresFolder(env);
  const { url, ownerUrl, wasRunning } = await startEmbeddedPostgres(folder);
  try {
    return await work({ env, url, ownerUrl });
  } finally {
    const isMine = !wasRunning && !(await hasOtherUsers(ownerUrl).catch(() => false));
    if (isMine) await stopEmbeddedPostgres(folder);
  }
}

/** The same with the database migrated and connected. Throws the errors of starting, connecting and migrating. */
export function withDatabase<T>(io: CommandIo, work: (database: CommandDatabase) => Promise<T>): Promise<T> {
  return withServer(io, async (server) => {
    await prepareDatabase(server);
    const db = connectDatabase(server.url);
    try {
      const ctx: Context = {
        db,
        clock: systemClock,
        actor: { kind: 'system', name: 'command line' },
        secrets: openSecretBox(server.env),
      };
      return await work({ ...server, ctx });
    } finally {
      await db.$disconnect();
    }
  });
}
