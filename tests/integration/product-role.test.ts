import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { migrateDatabase } from '../../lib/db/migrations.ts';
import { grantToProduct, makeProductRole, PRODUCT_ROLE } from '../../lib/db/product-role.ts';
import { enqueue, migrateQueue } from '../../lib/db/queue.ts';
import { reachDatabase } from '../../lib/db/reach-database.ts';
import { ensurePartitions, listSampleParts, removePartition } from '../../lib/db/sample-partitions.ts';
import { withTestDatabase } from './support/database.ts';

const root = path.resolve(import.meta.dirname, '../..');
const day = (n: number) => new Date(Date.UTC(2026, 10, n, 12));

describe('an installation whose product role owned everything', () => {
  const database = withTestDatabase({ empty: true });
  let product: Database;

  beforeAll(async () => {
    await migrateDatabase(database.url, root);
    await ensurePartitions(database.db, day(1), day(1));
    await enqueue(database.db, 'retain', null, { inSeconds: 3600 });
    await database.db.auditEntry.create({
      data: { at: day(1), actorKind: 'user', actorName: 'Ann', action: 'plan.approve', target: 'S-1' },
    });
    expect(await migrateDatabase(database.url, root, PRODUCT_ROLE)).toEqual([]);
    product = connectDatabase(database.productUrl);
  });
  afterAll(() => product.$disconnect());

  test('continues with a plain role: its partitions, its queue, its rows', async () => {
    await reachDatabase(database.productUrl, false);
    await ensurePartitions(product, day(4), day(4));
    await removePartition(product, 'host_sample', 'host_sample_2026110112');
    expect((await listSampleParts(product)).map(({ name }) => name)).toEqual([
      'cluster_sample_2026110112',
      'vm_sample_2026110112',
      'cluster_sample_2026110412',
      'host_sample_2026110412',
      'vm_sample_2026110412',
    ]);
    await enqueue(product, 'retain', null, { mode: 'replace' });
    await migrateQueue(database.productUrl);
    const jobs = await product.$queryRaw<unknown[]>`SELECT 1 FROM graphile_worker.jobs`;
    expect(jobs).toHaveLength(1);
    await product.cluster.create({ data: { name: 'prod', driver: 'libvirt' } });
    expect(await product.auditEntry.findMany()).toMatchObject([{ target: 'S-1' }]);
  });

  test('cannot change the schema or the list of migrations with that role', async () => {
    const run = (sql: string) => product.$executeRawUnsafe(sql);
    await expect(run('CREATE TABLE public.mine (id int)')).rejects.toThrow('permission denied');
    await expect(run('DROP TABLE cluster')).rejects.toThrow('must be owner');
    await expect(run('DELETE FROM _prisma_migrations')).rejects.toThrow('permission denied');
    await expect(run('CREATE ROLE other')).rejects.toThrow('permission denied');
    await expect(run(`COPY cluster TO PROGRAM 'id'`)).rejects.toThrow('permission denied');
  });

  test('is migrated by its owner again', async () => {
    expect(await migrateDatabase(database.url, root, PRODUCT_ROLE)).toEqual([]);
    await expect(reachDatabase(database.productUrl)).rejects.toMatchObject({ code: 'database-no-rights' });
  });
});

describe('an external PostgreSQL whose owner is not a superuser', () => {
  const database = withTestDatabase({ empty: true });
  const [owner, app] = [`owner_${process.pid}`, `app_${process.pid}`];
  const as = (user: string) => {
    const url = new URL(database.url);
    url.username = user;
    url.password = 'of-a-test';
    return url.href;
  };
  let admin: pg.Client;

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    for (const name of [owner, app]) await makeProductRole(admin, name, 'of-a-test');
    await admin.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} OWNER TO ${owner}`);
    await admin.query(`ALTER SCHEMA public OWNER TO ${owner}`);
  });
  afterAll(async () => {
    await admin.query(`REASSIGN OWNED BY ${owner}, ${app} TO CURRENT_USER`);
    await admin.query(`DROP OWNED BY ${owner}, ${app}`);
    await admin.query(`DROP ROLE ${owner}, ${app}`);
    await admin.end();
  });

  test('reports what is missing, and then works with two roles', async () => {
    await expect(migrateDatabase(as(owner), root, app)).rejects.toMatchObject({
      code: 'owner-not-member',
      message: expect.stringContaining(`GRANT "${app}" TO "${owner}";`),
    });
    await admin.query(`GRANT ${app} TO ${owner}`);
    await migrateDatabase(as(owner), root, app);
    const product = connectDatabase(as(app));
    await ensurePartitions(product, day(1), day(1));
    await enqueue(product, 'retain', null);
    await expect(product.auditEntry.deleteMany()).rejects.toThrow('permission denied');
    await product.$disconnect();
    await migrateDatabase(as(owner), root, app); // the next start
  });

  test('refuses to grant privileges to a role that does not exist', async () => {
    await expect(grantToProduct(admin, 'no_such_role')).rejects.toThrow('does not exist');
  });
});
