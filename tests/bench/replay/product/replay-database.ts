import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectDatabase, type Database } from '../../../../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../../lib/db/embedded/postgres.ts';
import { present } from '../../../../lib/model/present.ts';
import { databaseAt } from '../../../integration/support/database-url.ts';
import { HASTE, makeTemplate, TEMPLATE } from '../../../integration/support/template-database.ts';

/** Databases of a PostgreSQL of their own, which starts with the first: each replay gets a new one, which is dropped after it. */
export interface ReplayDatabases {
  use<T>(play: (db: Database, url: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Server {
  folder: string;
  url: string;
  ownerUrl: string;
}

export function createReplayDatabases(): ReplayDatabases {
  const started: Promise<Server>[] = [];
  let count = 0;
  return {
    async use(play) {
      if (started.length === 0) started.push(startServer());
      const [server] = started;
      const { url, ownerUrl } = present(await server, 'the server');
      const name = `replay_${++count}`;
      await runSql(ownerUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      const own = databaseAt(url, name);
      const db = connectDatabase(own);
      try {
        return await play(db, own);
      } finally {
        await db.$disconnect();
        await runSql(ownerUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      }
    },
    async close() {
      for (const { folder } of await Promise.all(started)) {
        await stopEmbeddedPostgres(path.join(folder, 'postgres'));
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Without durability: a replay measures decisions, not the time that they take. */
async function startServer(): Promise<Server> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-replay-'));
  const { url, ownerUrl } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
  await makeTemplate(ownerUrl);
  return { folder, url, ownerUrl };
}

async function runSql(ownerUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt(ownerUrl, 'postgres') });
  await client.connect();
  await client.query(sql);
  await client.end();
}
