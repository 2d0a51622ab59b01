import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectDatabase, type Database } from '../../../../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../../lib/db/embedded/postgres.ts';
import { databaseAt } from '../../../integration/support/database-url.ts';
import { HASTE, makeTemplate, TEMPLATE } from '../../../integration/support/template-database.ts';

/** A PostgreSQL of its own for replays: each gets a new database with all migrations, which is dropped after it. */
export interface ReplayDatabases {
  use<T>(play: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Without durability: a replay measures decisions, not the time that they take. */
export async function openReplayDatabases(): Promise<ReplayDatabases> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-replay-'));
  const data = path.join(folder, 'postgres');
  const { url, ownerUrl } = await startEmbeddedPostgres(data, HASTE);
  await makeTemplate(ownerUrl);
  const asOwner = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseAt(ownerUrl, 'postgres') });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  let count = 0;
  return {
    async use(play) {
      const name = `replay_${++count}`;
      await asOwner(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      const db = connectDatabase(databaseAt(url, name));
      try {
        return await play(db);
      } finally {
        await db.$disconnect();
        await asOwner(`DROP DATABASE ${name} WITH (FORCE)`);
      }
    },
    close: async () => {
      await stopEmbeddedPostgres(data);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
