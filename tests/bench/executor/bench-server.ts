import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database } from '../../../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import type { Context } from '../../../lib/services/context.ts';
import { databaseAt } from '../../integration/support/database-url.ts';
import { makeTemplate, TEMPLATE } from '../../integration/support/template-database.ts';
import { WorkerProcess } from '../../lab/live/worker-process.ts';

/** A separate PostgreSQL with the durability settings of production. */
export interface BenchDatabase {
  url: string; // with the role of the product
  folder: string; // a separate folder, which is removed at the end
  db: Database;
  ctx: Context;
  close(): Promise<void>;
}

/** The same with a worker in its own process. */
export interface BenchServer extends BenchDatabase {
  worker: WorkerProcess;
}

export async function openBenchDatabase(settings: Record<string, string> = {}): Promise<BenchDatabase> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-bench-'));
  const { ownerUrl: serverUrl, url: productUrl } = await startEmbeddedPostgres(
    path.join(folder, 'postgres'),
    settings,
  );
  await makeTemplate(serverUrl);
  const url = databaseAt(productUrl, TEMPLATE);
  const db = connectDatabase(url);
  return {
    url,
    folder,
    db,
    ctx: { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } },
    close: async () => {
      await db.$disconnect();
      await stopEmbeddedPostgres(path.join(folder, 'postgres'));
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function openBenchServer(): Promise<BenchServer> {
  const database = await openBenchDatabase();
  const worker = new WorkerProcess(database.url, database.folder);
  await worker.start();
  return {
    ...database,
    worker,
    close: async () => {
      await worker.stop();
      await database.close();
    },
  };
}
