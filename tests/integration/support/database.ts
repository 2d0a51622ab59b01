import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../../../lib/db/client.ts';
import { databaseAt } from './database-url.ts';
import { TEMPLATE } from './template-database.ts';

/** A separate database for the calling test file. Valid from `beforeAll` on. */
export interface TestDatabase {
  readonly url: string; // as the owner, who may do everything that a test needs
  readonly productUrl: string; // as the role with which the product works
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
 * Creates a new database for the test file (or the `describe` that calls it) and drops it at the end. It has all
 * migrations applied, or with `empty` no tables.
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
