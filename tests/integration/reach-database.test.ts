import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { reachDatabase } from '../../lib/db/reach-database.ts';
import { databaseAt } from './support/database-url.ts';

const server = inject('postgresUrl');
const as = (user: string, database: string) => {
  const url = new URL(databaseAt(server, database));
  url.username = user;
  url.password = `${user}-secret`;
  return url.href;
};

async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt(server, 'postgres') });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
}

/** The error message of a start, which must not contain the password. */
async function faultOf(url: string): Promise<{ code: string; message: string }> {
  const fault = await reachDatabase(url).then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
  expect(fault.message).not.toContain(new URL(url).password);
  return { code: fault.code, message: fault.message };
}

beforeAll(() =>
  onServer(
    `CREATE ROLE reach_creator LOGIN CREATEDB PASSWORD 'reach_creator-secret'`,
    `CREATE ROLE reach_guest LOGIN PASSWORD 'reach_guest-secret'`,
    'CREATE DATABASE reach_foreign',
  ),
);
afterAll(() =>
  onServer(
    'DROP DATABASE IF EXISTS reach_made',
    'DROP DATABASE reach_foreign',
    'DROP ROLE reach_creator',
    'DROP ROLE reach_guest',
  ),
);

describe('a DATABASE_URL that cannot be reached', () => {
  test.each([
    ['postgresql://u:secret@127.0.0.1:1/b', 'database-refused', 'nothing listens at 127.0.0.1:1.'],
    ['postgresql://u:secret@no-such-host.invalid/b', 'database-host-unknown', 'no-such-host.invalid'],
  ])('%s', async (url, code, words) => {
    expect(await faultOf(url)).toEqual({ code, message: expect.stringContaining(words) });
  });

  test('a wrong password', async () => {
    const url = new URL(server);
    url.password = 'wrong-password';
    const message =
      'Ballast cannot use the database of DATABASE_URL: the password for user ballast is wrong.';
    expect(await faultOf(url.href)).toEqual({ code: 'database-password', message });
  });

  test('something that is not PostgreSQL', async () => {
    const web = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => web.once('listening', resolve));
    const { port } = web.address() as AddressInfo;
    const fault = await faultOf(`postgresql://u:secret@127.0.0.1:${port}/b`);
    expect(fault).toEqual({ code: 'not-postgres', message: expect.stringContaining('is not PostgreSQL') });
    web.close();
  });
});

describe('a database that does not exist', () => {
  test('is created if the user may create it', async () => {
    expect(await faultOf(as('reach_creator', 'reach_made'))).toMatchObject({ code: 'none' });
    expect(await faultOf(as('reach_creator', 'reach_made'))).toMatchObject({ code: 'none' });
  });

  test('otherwise, the command that creates it is shown', async () => {
    const fault = await faultOf(as('reach_guest', 'reach_missing'));
    expect(fault.code).toBe('database-missing');
    expect(fault.message).toContain('CREATE DATABASE "reach_missing" OWNER "reach_guest";');
  });
});

test('a database in which the user may not create tables: the command that fixes this is shown', async () => {
  const fault = await faultOf(as('reach_guest', 'reach_foreign'));
  expect(fault.code).toBe('database-no-rights');
  expect(fault.message).toContain('ALTER DATABASE "reach_foreign" OWNER TO "reach_guest";');
});
