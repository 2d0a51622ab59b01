import { beforeAll, expect, test } from 'vitest';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, ENDPOINT, HOST] = [id(1), id(2), id(3)];

/** A cluster of a vCenter, from the release before. */
async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO endpoint (id, driver, address, "user", fingerprint, secret) VALUES ($1, 'vsphere', 'https://vcenter', 'ballast', 'AA:BB', 'sealed')`,
    [ENDPOINT],
  );
  await run(
    `INSERT INTO cluster (id, name, driver, driver_config, endpoint_id) VALUES ($1, 'esx', 'vsphere', '{"cluster":"domain-c8"}', $2)`,
    [CLUSTER, ENDPOINT],
  );
  await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, 'esx-01', 'host-1')`, [
    HOST,
    CLUSTER,
  ]);
}

beforeAll(() => upgradeFilled(database.url, '_proxmox', fill));

test('an upgrade keeps the clusters of a vCenter, and Proxmox VE can be added beside them', async () => {
  const { db } = database;
  const access = { address: 'https://pve1:8006', user: 'ballast@pve!ballast', secret: 'sealed' };
  const endpoint = await db.endpoint.create({ data: { driver: 'proxmox', ...access } });
  await db.cluster.create({ data: { name: 'pve', driver: 'proxmox', endpointId: endpoint.id } });
  expect(await listClusters({ ctx: makeContext(db) })).toMatchObject([
    {
      id: CLUSTER,
      driver: { kind: 'vsphere' },
      endpoint: { address: 'https://vcenter', fingerprint: 'AA:BB' },
      hosts: [{ uri: 'host-1' }],
    },
    { name: 'pve', driver: { kind: 'proxmox', hasEndpoint: true }, endpoint: { user: access.user } },
  ]);
});
