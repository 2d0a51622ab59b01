import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { listHostIds } from '../../lib/db/list-hosts.ts';
import { listVmIds } from '../../lib/db/list-vms.ts';
import { compareNames } from '../../lib/model/compare-names.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const database = withTestDatabase({ empty: true });
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const CLUSTER = id(1);
const hosts = ['h2', 'H3', 'h10', 'h1'];
const vms = ['vm-10', 'web', 'VM-3', 'vm-2', 'App', 'db1b', 'db1a', 'db01', 'größe', 'grosse'];
/** Without parentheses, which are fewer in a condition that PostgreSQL has read a second time. */
const triggers = `
  SELECT translate(pg_get_triggerdef(oid), '()', '') AS definition, tgenabled FROM pg_trigger
  WHERE NOT tgisinternal ORDER BY 1`;
let before: unknown[];

/** Hosts and VMs of the release before, in no order; and the triggers that it had. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [i, name] of hosts.entries())
    await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, $3, $3)`, [
      id(10 + i),
      CLUSTER,
      name,
    ]);
  for (const [i, name] of vms.entries())
    await run(
      `INSERT INTO vm (id, cluster_id, host_id, uuid, name, vcpus, memory_mib, state, seen_at)
       VALUES ($1, $2, $3, $4, $5, 2, 2048, 'running', now())`,
      [id(20 + i), CLUSTER, id(10), id(20 + i), name],
    );
  before = await read(triggers);
}

async function read(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(() => upgradeFilled(database.url, '_natural_order', fill));

describe('an upgrade to lists in natural order', () => {
  const all = { name: '', clusterId: null, tag: null, show: 'all', sort: 'name' } as const;

  test('sorts the names of VMs and hosts as the console does', async () => {
    const { ids: vmIds } = await listVmIds(database.db, { ...all, hostId: null }, 0);
    expect(vmIds.map((one) => vms[Number(one.slice(-2)) - 20])).toEqual(vms.toSorted(compareNames));
    const fresh = [{ clusterId: CLUSTER, from: new Date(0), to: null }];
    const { ids: hostIds } = await listHostIds(database.db, all, { fresh, from: 0 });
    expect(hostIds.map((one) => hosts[Number(one.slice(-2)) - 10])).toEqual(['h1', 'h2', 'H3', 'h10']);
  });

  test('finds names by a part of them, in any case', async () => {
    const { total } = await listVmIds(database.db, { ...all, name: 'vm-', hostId: null }, 0);
    expect(total).toBe(3);
  });

  test('keeps names apart that differ in a letter’s case only', async () => {
    await database.db.host.create({ data: { clusterId: CLUSTER, name: 'H1', uri: 'other' } });
    await expect(
      database.db.host.create({ data: { clusterId: CLUSTER, name: 'H1', uri: 'third' } }),
    ).rejects.toMatchObject({ code: 'P2002' });
  });

  test('plans in the order of before, which does not depend on the server', async () => {
    const cluster = await readClusterState(database.db, CLUSTER);
    expect(cluster.vms.map(({ name }) => name)).toEqual(vms.toSorted());
    expect(cluster.hosts.map(({ name }) => name)).toEqual([...hosts, 'H1'].toSorted());
  });

  test('keeps every trigger', async () => {
    expect(before.length).toBeGreaterThan(10);
    expect(await read(triggers)).toEqual(before);
  });
});
