import { beforeAll, expect, test } from 'vitest';
import { clusterPolicy, INSTALLATION, versionOf, withOwnPolicy, withPolicy } from '../../lib/db/policies.ts';
import { Policy } from '../../lib/model/policy.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The rows of the previous release. */
async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO cluster (id, name, driver) VALUES ($1, 'plain', 'libvirt'), ($2, 'prod', 'libvirt')`,
    [id(1), id(2)],
  );
  await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, 'h1', 'qemu:///system')`, [
    id(11),
    id(2),
  ]);
  await run(
    `INSERT INTO policy (id, scope, cluster_id, host_id, patch, version) VALUES
       ($1, 'cluster', $2, NULL, '{"aggressiveness": 5}', 3), ($3, 'host', NULL, $4, '{"reserveCores": 1}', 1)`,
    [id(21), id(2), id(22), id(11)],
  );
}

const database = withTestDatabase({ empty: true });
beforeAll(() => upgradeFilled(database.url, '_policy_scopes', fill));

test('an upgrade keeps the policies of clusters and hosts, with their versions', async () => {
  const find = (n: number) =>
    database.db.cluster.findUniqueOrThrow({ where: { id: id(n) }, include: withPolicy });
  const prod = await find(2);
  expect(clusterPolicy(prod)).toMatchObject({
    values: { ...Policy.parse({}), aggressiveness: 5 },
    from: { aggressiveness: 'cluster', mode: 'default' },
  });
  expect([versionOf(prod), prod.group]).toEqual([3, null]);
  expect(clusterPolicy(await find(1)).values).toEqual(Policy.parse({}));
  const host = await database.db.host.findUniqueOrThrow({ where: { id: id(11) }, include: withOwnPolicy });
  expect(host.policy).toMatchObject({ patch: { reserveCores: 1 }, version: 1 });
});

test('an upgrade stops no automation, and makes no groups', async () => {
  expect(await database.db.installation.findMany()).toMatchObject([
    { id: INSTALLATION, automationStoppedAt: null, automationStoppedBy: null },
  ]);
  expect(await database.db.clusterGroup.count()).toBe(0);
});

test('a policy still belongs to one scope only', async () => {
  const wrong = { scope: 'product' as const, clusterId: id(1), patch: {} };
  await expect(database.db.policy.create({ data: wrong })).rejects.toThrow('policy_is_of_its_scope');
});
