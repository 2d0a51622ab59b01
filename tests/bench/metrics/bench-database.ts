import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database } from '../../../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';
import { databaseAt } from '../../integration/support/database-url.ts';
import { makeTemplate, TEMPLATE } from '../../integration/support/template-database.ts';

/** A separate PostgreSQL with the settings of production, all migrations applied, and nothing in it. */
export interface BenchDatabase {
  url: string; // with the role of the product
  db: Database;
  close(): Promise<void>;
}

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-bench-'));
  const data = path.join(folder, 'postgres');
  const server = await startEmbeddedPostgres(data, {});
  await makeTemplate(server.ownerUrl);
  const url = databaseAt(server.url, TEMPLATE);
  const db = connectDatabase(url);
  return {
    url,
    db,
    close: async () => {
      await db.$disconnect();
      await stopEmbeddedPostgres(data);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
