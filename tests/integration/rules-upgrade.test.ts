import { beforeAll, expect, test } from 'vitest';
import { contentOf, withPicked } from '../../lib/db/rules.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A cluster of the release before, with a rule of picked VMs and hosts. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [id(1)]);
  await run(
    `INSERT INTO host (id, cluster_id, name, uri, cpu_features, networks, storages) VALUES ($1, $2, 'h1', 'h1', '{}', '{}', '{}')`,
    [id(2), id(1)],
  );
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at, networks, storages, local_devices, cpu_features)
     VALUES ($1, $2, 'u', 'db-01', $3, 'running', 2, 1024, now(), '{}', '{}', '{}', '{}')`,
    [id(3), id(1), id(2)],
  );
  await run(
    `INSERT INTO rule (id, cluster_id, name, kind, mode) VALUES ($1, $2, 'Licence', 'onHosts', 'must')`,
    [id(4), id(1)],
  );
  await run(`INSERT INTO rule_vm (rule_id, vm_id) VALUES ($1, $2)`, [id(4), id(3)]);
  await run(`INSERT INTO rule_host (rule_id, host_id) VALUES ($1, $2)`, [id(4), id(2)]);
}

beforeAll(() => upgradeFilled(database.url, '_rules_and_tags', fill));

test('an upgrade keeps picked members, and adds no pattern and no tag', async () => {
  const rule = await database.db.rule.findUniqueOrThrow({ where: { id: id(4) }, include: withPicked });
  expect(contentOf(rule)).toEqual({
    name: 'Licence',
    kind: 'onHosts',
    mode: 'must',
    vmIds: [id(3)],
    vmNames: [],
    vmTags: [],
    hostIds: [id(2)],
    hostNames: [],
    hostTags: [],
  });
  expect(rule.version).toBe(1);
  expect(await database.db.vm.findUniqueOrThrow({ where: { id: id(3) } })).toMatchObject({ tags: [] });
  expect(await database.db.host.findUniqueOrThrow({ where: { id: id(2) } })).toMatchObject({ tags: [] });
});
