import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../../../lib/db/client.ts';
import { databaseAt } from './database-url.ts';
import { TEMPLATE } from './template-database.ts';

/** A database of the calling test file's own. Valid from `beforeAll` on. */
export interface TestDatabase {
  readonly url: string; // as the owner, who may do what a test needs
  readonly productUrl: string; // as the product itself works with it
  readonly db: Database;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt(inject('postgresUrl'), 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * Gives the test file (or the `describe` that calls it) a fresh database and drops it at the end: with all migrations
 * applied, or with `empty` without a single table.
 */
export function withTestDatabase(options: { empty?: boolean } = {}): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const state: { url?: string; db?: Database } = {};
  beforeAll(async () => {
    await onServer(`CREATE DATABASE ${name} TEMPLATE ${options.empty ? 'template0' : TEMPLATE}`);
    state.url = databaseAt(inject('postgresUrl'), name);
    state.db = connectDatabase(state.url);
  });
  afterAll(async () => {
    await state.db?.$disconnect();
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the test database is there from beforeAll on');
    return value;
  };
  return {
    get url() {
      return made(state.url);
    },
    get productUrl() {
      return databaseAt(inject('productUrl'), name);
    },
    get db() {
      return made(state.db);
    },
  };
}
