import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';
import { migrateQueue } from '../../../lib/db/queue.ts';
import { databaseAt } from './database-url.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string; // of a server that this test run has for itself
  }
}

/** Tests need no durability: without it a database is made in a tenth of the time. */
const HASTE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

const TEMPLATE = 'migrated';

/** A database with all migrations applied; each test file gets a copy of it (./database.ts). */
async function makeTemplate(url: string): Promise<void> {
  const server = new pg.Client({ connectionString: databaseAt(url, 'postgres') });
  await server.connect();
  await server.query(`CREATE DATABASE ${TEMPLATE}`);
  await server.end();
  const template = new pg.Client({ connectionString: databaseAt(url, TEMPLATE) });
  await template.connect();
  const folder = path.resolve(import.meta.dirname, '../../../prisma/migrations');
  const names = fs
    .readdirSync(folder)
    .filter((name) => fs.existsSync(path.join(folder, name, 'migration.sql')));
  for (const name of names.sort()) {
    await template.query(fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'));
  }
  await template.end();
  await migrateQueue(databaseAt(url, TEMPLATE));
}

let folder = '';

/** One PostgreSQL for the whole test run, in a folder of its own that is gone afterwards. */
export async function setup(project: TestProject): Promise<void> {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-tests-'));
  const { url } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
  await makeTemplate(url);
  project.provide('postgresUrl', url);
}

export async function teardown(): Promise<void> {
  await stopEmbeddedPostgres(path.join(folder, 'postgres'));
  fs.rmSync(folder, { recursive: true, force: true });
}
