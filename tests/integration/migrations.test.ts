import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../lib/db/migrations.ts';
import { withTestDatabase } from './support/database.ts';
import { ProjectCopy } from './support/project-copy.ts';

const root = path.resolve(import.meta.dirname, '../..');

async function prisma(url: string, ...args: string[]): Promise<{ status: number; said: string }> {
  const command = [path.join(root, 'node_modules/prisma/build/index.js'), ...args];
  const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1', CHECKPOINT_DISABLE: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: root, env });
    return { status: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, said: stdout + stderr };
  }
}

describe('the schema engine without its download', () => {
  const database = withTestDatabase({ empty: true });

  test('deploys migrations, reports them, and finds no drift between migrations, database and schema', async () => {
    expect(await migrateDatabase(database.url, root)).toContain('20261123000000_init');
    expect(await migrateDatabase(database.url, root)).toEqual([]);
    expect(await prisma(database.url, 'migrate', 'status')).toMatchObject({
      status: 0,
      said: expect.stringContaining('Database schema is up to date'),
    });
    const schema = ['--to-schema', 'prisma/schema.prisma', '--exit-code'];
    const drift = await prisma(database.url, 'migrate', 'diff', '--from-config-datasource', ...schema);
    expect(drift).toMatchObject({ status: 0, said: expect.stringContaining('No difference') });
  });

  test('finds existing drift', async () => {
    await database.db.$executeRawUnsafe('ALTER TABLE vm ADD COLUMN extra integer');
    const schema = ['--to-schema', 'prisma/schema.prisma', '--exit-code'];
    const drift = await prisma(database.url, 'migrate', 'diff', '--from-config-datasource', ...schema);
    expect(drift).toMatchObject({ status: 2, said: expect.stringContaining('extra') });
  });

  test('names a server that does not respond', async () => {
    const answer = await prisma('postgresql://nobody:x@127.0.0.1:1/none', 'migrate', 'deploy');
    expect(answer).toMatchObject({ status: 1, said: expect.stringContaining('P1001') });
  });
});

describe('a migration that fails', () => {
  const database = withTestDatabase({ empty: true });
  const project = new ProjectCopy();
  const bad = '20991231000000_bad';
  const tableExists = async () => {
    const rows = await database.db.$queryRaw<
      { there: boolean }[]
    >`SELECT to_regclass('half') IS NOT NULL AS there`;
    return rows[0]?.there;
  };

  test('leaves nothing half-applied, and reports what failed', async () => {
    project.writeMigration(bad, 'CREATE TABLE half (id int); INSERT INTO half SELECT 1 / 0;');
    await expect(migrateDatabase(database.url, project.folder)).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringMatching(`^Migration ${bad} failed: division by zero\nNothing of it was kept`),
    });
    expect(await tableExists()).toBe(false);
  });

  test('fails again in the same way until the cause is fixed', async () => {
    await expect(migrateDatabase(database.url, project.folder)).rejects.toThrow('division by zero');
  });

  test('is applied once it is fixed, only once even if several processes start it at the same time', async () => {
    project.writeMigration(bad, 'CREATE TABLE half (id int);');
    const ask = () => migrateDatabase(database.url, project.folder);
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.flat()).toEqual([bad]);
    expect(await tableExists()).toBe(true);
  });

  test('is applied again after it was interrupted by a power failure', async () => {
    const cut = '20991231000001_cut';
    await database.db
      .$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
      VALUES ('cut', '', ${cut}, now(), 0)`;
    project.writeMigration(cut, 'ALTER TABLE half ADD COLUMN note text;');
    expect(await migrateDatabase(database.url, project.folder)).toEqual([cut]);
  });

  test('requires a manual fix if it is not a single transaction', async () => {
    const torn = '20991231000002_torn';
    project.writeMigration(torn, 'BEGIN; CREATE TABLE torn (id int); COMMIT; SELECT 1 / 0;');
    await expect(migrateDatabase(database.url, project.folder)).rejects.toThrow();
    await expect(migrateDatabase(database.url, project.folder)).rejects.toMatchObject({
      code: 'migration-half-applied',
      message: expect.stringContaining(`npx prisma migrate resolve --rolled-back (or --applied) ${torn}`),
    });
  });
});

test('a database of a newer Ballast is not changed', async () => {
  await expect(migrateDatabase(newer.url, root)).rejects.toMatchObject({
    code: 'database-newer',
    message: expect.stringContaining('30001231000000_future'),
  });
});
const newer = withTestDatabase({ empty: true });
const future = new ProjectCopy();
future.writeMigration('30001231000000_future', 'CREATE TABLE future (id int);');
test.beforeAll(async () => {
  await migrateDatabase(newer.url, future.folder);
});
