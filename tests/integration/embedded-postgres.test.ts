import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type EmbeddedPostgres,
  isEmbeddedPostgresAlive,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
} from '../../lib/db/embedded/postgres.ts';
import { databaseAt } from './support/database-url.ts';

// mkdtemp makes a folder that only its owner may enter. If the test runs as root, the server's account cannot enter it, and
// must not need to.
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-embedded-'));
const folder = path.join(scratch, 'data', 'postgres');
let first: EmbeddedPostgres;

async function query(sql: string, url = first.ownerUrl): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseAt(url, 'postgres') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function listenOn(port: number): Promise<net.Server> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

beforeAll(async () => {
  const both = await Promise.all([startEmbeddedPostgres(folder), startEmbeddedPostgres(folder)]);
  expect(both.map(({ wasRunning }) => wasRunning).sort()).toEqual([false, true]);
  expect(both[0].pid).toBe(both[1].pid);
  first = both[0];
  await query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
});
afterAll(async () => {
  await stopEmbeddedPostgres(folder);
  fs.rmSync(scratch, { recursive: true, force: true });
});

describe('a running server', () => {
  test('listens on the loopback address only, and has no socket file', async () => {
    const [settings] = await query(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`,
    );
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '' });
  });

  test('requires its password from everyone, and only the owner of the folder can read it', async () => {
    const rules = fs.readFileSync(path.join(folder, 'pg_hba.conf'), 'utf8');
    expect(rules).not.toMatch(/^[^#]*\b(trust|peer|md5)\b/m);
    await expect(query('SELECT 1', first.ownerUrl.replace(/:[^:@]+@/, ':wrong@'))).rejects.toThrow(
      'password',
    );
    const modes = [folder, path.join(folder, 'ballast.json')].map((file) => fs.statSync(file).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  test('does not run as root', () => {
    expect(fs.statSync(`/proc/${first.pid}`).uid).not.toBe(0);
  });
});

describe('the product on the embedded server', () => {
  test('signs in as a plain role', async () => {
    const [role] = await query(
      'SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = current_user',
      first.url,
    );
    expect(role).toEqual({ mighty: false });
    expect(first.url).not.toBe(first.ownerUrl);
  });

  test('gets a role if an earlier release created the data without one', async () => {
    const file = path.join(folder, 'ballast.json');
    const { productPassword: _, ...before } = JSON.parse(fs.readFileSync(file, 'utf8'));
    await query('DROP ROLE ballast_app');
    fs.writeFileSync(file, JSON.stringify(before));
    first = await startEmbeddedPostgres(folder);
    expect(await query('SELECT current_user AS name', first.url)).toEqual([{ name: 'ballast_app' }]);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  test('gets a new password if the old one is lost', async () => {
    const file = path.join(folder, 'ballast.json');
    const { productPassword: _, ...before } = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(file, JSON.stringify(before));
    const lost = first.url;
    first = await startEmbeddedPostgres(folder);
    expect(first.url).not.toBe(lost);
    expect(await query('SELECT 1 AS one', first.url)).toEqual([{ one: 1 }]);
  });
});

describe('a server that did not end properly', () => {
  test('starts again after a kill, on the same port and with its data', async () => {
    process.kill(first.pid, 'SIGKILL');
    await vi.waitFor(() => expect(isEmbeddedPostgresAlive(folder)).toBe(false));
    const again = await startEmbeddedPostgres(folder);
    expect([again.url, again.wasRunning]).toEqual([first.url, false]);
    expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }]);
  });

  test('ignores a pid file that names another process, and chooses another port if its own is taken', async () => {
    await stopEmbeddedPostgres(folder);
    fs.writeFileSync(path.join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n`);
    const taken = await listenOn(first.port);
    expect(isEmbeddedPostgresAlive(folder)).toBe(false);
    const elsewhere = await startEmbeddedPostgres(folder);
    expect(elsewhere.port).not.toBe(first.port);
    expect(await query('SELECT count(*)::int AS n FROM kept', elsewhere.ownerUrl)).toEqual([{ n: 1000 }]);
    await new Promise((resolve) => taken.close(resolve));
  });

  test('can be stopped twice; the second time there is nothing to stop', async () => {
    expect(await stopEmbeddedPostgres(folder)).toBe(true);
    expect(await stopEmbeddedPostgres(folder)).toBe(false);
  });
});

describe('an unusable folder', () => {
  test('is not changed if it contains something else', async () => {
    const foreign = path.join(scratch, 'foreign');
    fs.mkdirSync(foreign);
    fs.writeFileSync(path.join(foreign, 'thesis.txt'), '');
    await expect(startEmbeddedPostgres(foreign)).rejects.toMatchObject({ code: 'data-folder-foreign' });
    expect(fs.readdirSync(foreign)).toEqual(['thesis.txt']);
  });

  test('is named in the error, with a solution, if it is below a file', async () => {
    fs.writeFileSync(path.join(scratch, 'file'), '');
    await expect(startEmbeddedPostgres(path.join(scratch, 'file', 'postgres'))).rejects.toMatchObject({
      code: 'data-folder-not-writable',
      message: expect.stringContaining('BALLAST_DATA_DIR'),
    });
  });
});
