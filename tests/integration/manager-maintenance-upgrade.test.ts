import { beforeAll, expect, test } from 'vitest';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const CLUSTER = '00000000-0000-7000-8000-000000000001';

/** A host in maintenance mode, from the release before. */
async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO cluster (id, name, driver, driver_config) VALUES ($1, 'esx', 'vsphere', '{"cluster":"domain-c8"}')`,
    [CLUSTER],
  );
  await run(
    `INSERT INTO host (id, cluster_id, name, uri, mode) VALUES ($1, $2, 'esx-01', 'host-1', 'maintenance')`,
    ['00000000-0000-7000-8000-000000000002', CLUSTER],
  );
}

beforeAll(() => upgradeFilled(database.url, '_manager_maintenance', fill));

test('an upgrade orders nothing of managers: a host stays in maintenance mode in Ballast only', async () => {
  expect(await readClusterState(database.db, CLUSTER)).toMatchObject({
    hasVsan: false,
    hosts: [{ mode: 'maintenance', inMaintenance: null, managerOrder: null }],
  });
});
