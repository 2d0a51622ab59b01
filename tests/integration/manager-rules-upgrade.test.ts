import { beforeAll, expect, test } from 'vitest';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const CLUSTER = '00000000-0000-7000-8000-000000000001';

/** A cluster of a vCenter with DRS, from the release before. */
async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO cluster (id, name, driver, driver_config, balancer) VALUES ($1, 'esx', 'vsphere', '{"cluster":"domain-c8"}', '{"name":"DRS","mode":"automatic"}')`,
    [CLUSTER],
  );
}

beforeAll(() => upgradeFilled(database.url, '_manager_rules', fill));

test('an upgrade knows no rules of managers yet, and takes an automatic balancer for one that moves all VMs', async () => {
  expect(await readClusterState(database.db, CLUSTER)).toMatchObject({
    managerRules: [],
    balancer: { name: 'DRS', mode: 'automatic', movedUuids: null, excludedUuids: [] },
  });
});
