import { beforeAll, expect, test } from 'vitest';
import { toJson } from '../../lib/db/to-json.ts';
import { FiguresSource, usualSource } from '../../lib/model/figures-source.ts';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [SIMULATED, REAL] = [id(1), id(2)];
const ctx = () => makeContext(database.db);

/** A cluster of each kind of the release before. */
async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO cluster (id, name, driver, driver_config) VALUES ($1, 'demo', 'simulator', '{"seed":7}'), ($2, 'prod', 'libvirt', '{}')`,
    [SIMULATED, REAL],
  );
  await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, 'h1', 'qemu:///system')`, [
    id(3),
    REAL,
  ]);
}

beforeAll(() => upgradeFilled(database.url, '_endpoints', fill));

test('an upgrade keeps clusters with addresses of their own, and knows of no other balancer and no other source', async () => {
  const own = { endpoint: null, balancer: null, figures: null };
  expect(await listClusters({ ctx: ctx() })).toMatchObject([
    { id: SIMULATED, driver: { kind: 'simulator' }, hosts: [], ...own },
    { id: REAL, driver: { kind: 'libvirt' }, hosts: [{ uri: 'qemu:///system' }], ...own },
  ]);
  const demo = await database.db.cluster.findUniqueOrThrow({ where: { id: SIMULATED } });
  expect(demo.driverConfig).toEqual({ seed: 7 });
});

test('a cluster from before can take its figures from a Prometheus', async () => {
  const source = FiguresSource.parse({ ...usualSource, address: 'https://prometheus.example.org' });
  const data = { clusterId: REAL, ...toJson('figuresSource', { source }), token: null, version: 1 };
  await database.db.figuresSource.create({ data });
  const [prod] = (await listClusters({ ctx: ctx() })).filter((cluster) => cluster.id === REAL);
  expect(prod?.figures).toMatchObject({ hasToken: false, version: 1, source: { address: source.address } });
});

test('a vCenter can be added beside them, and not removed while a cluster needs it', async () => {
  const { db } = database;
  const access = {
    driver: 'vsphere',
    address: 'https://vcenter.example.org',
    user: 'u',
    secret: 's',
  } as const;
  const endpoint = await db.endpoint.create({ data: access });
  await db.cluster.create({ data: { name: 'esx', driver: 'vsphere', endpointId: endpoint.id } });
  await expect(db.endpoint.create({ data: access })).rejects.toMatchObject({ code: 'P2002' });
  await expect(db.endpoint.delete({ where: { id: endpoint.id } })).rejects.toThrow();
  expect(await listClusters({ ctx: ctx() })).toHaveLength(3);
});
