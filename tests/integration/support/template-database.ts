import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { grantToProduct, PRODUCT_ROLE } from '../../../lib/db/product-role.ts';
import { migrateQueue } from '../../../lib/db/queue.ts';
import { databaseAt } from './database-url.ts';

/** Tests need no durability. Without it, a database is created in a tenth of the time. */
export const HASTE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

export const TEMPLATE = 'migrated';

/** A database with all migrations applied. Each test file gets a copy of it (./database.ts). */
export async function makeTemplate(url: string): Promise<void> {
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
  await migrateQueue(databaseAt(url, TEMPLATE));
  await grantToProduct(template, PRODUCT_ROLE);
  await template.end();
}
