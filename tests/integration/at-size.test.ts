import { expect, test } from 'vitest';
import { seedDataCentre } from '../../lib/demo/seed-data-centre.ts';
import { listClusterHosts } from '../../lib/views/cluster/list-cluster-hosts.ts';
import { readFrame } from '../../lib/views/frame/read-frame.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { listClusterSizes } from '../../lib/views/settings/list-cluster-sizes.ts';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const size = { hosts: 90, vms: 400, clusters: 3 };

test('a data centre of a given size is stored once, without a past, and its pages are summaries', async () => {
  const ctx = makeContext(database.db);
  expect(await seedDataCentre({ ctx, input: { size } })).toBe(true);
  expect(await seedDataCentre({ ctx, input: { size } })).toBe(false);
  const { db } = database;
  expect([await db.host.count(), await db.vm.count(), await db.cluster.count()]).toEqual([90, 400, 3]);
  expect(await db.cluster.count({ where: { backfillUntil: { not: null } } })).toBe(0);

  const [first, second, third] = await listClusterSizes({ ctx });
  expect([first, second, third].map((cluster) => cluster?.hosts)).toEqual([30, 30, 30]);
  const shown = async (input: object) =>
    (await readFrame({ ctx, input })).clusters.map(({ hosts }) => hosts?.length ?? null);
  expect(await shown({})).toEqual([null, null, null]);
  expect(await shown({ openClusterIds: [second?.id, 'none'] })).toEqual([null, 30, null]);
  const hosts = await listClusterHosts({ ctx, input: { clusterId: String(third?.id) } });
  expect(await shown({ hostId: hosts[4]?.id })).toEqual([null, null, 30]);
  expect(hosts.map(({ name }) => name)).toEqual(hosts.map(({ name }) => name).sort());
  expect(hosts.reduce((sum, { vmCount }) => sum + vmCount, 0)).toBe(134);

  const frame = await readFrame({ ctx });
  expect(frame.clusters.map(({ vmCount }) => vmCount)).toEqual([133, 133, 134]);
  expect(frame.clusters.every(({ needsAttention }) => needsAttention)).toBe(true); // nothing was observed yet
  expect(JSON.stringify(frame).length).toBeLessThan(2000);
  expect((await listClusters({ ctx, input: { clusterId: first?.id } })).map(({ id }) => id)).toEqual([
    first?.id,
  ]);

  await db.host.updateMany({
    where: { name: { in: ['kvm-07', 'kvm-33'] } },
    data: { connection: 'up', lastSampleAt: ctx.clock.now(), cpuUse: 0.5, memoryMiB: 1024 },
  });
  const { busiest } = await readOverview({ ctx });
  expect(busiest).toHaveLength(2);
});

test('a cluster that does not exist has no hosts to list', async () => {
  const ctx = makeContext(database.db);
  for (const clusterId of ['none', '00000000-0000-7000-8000-000000000000'])
    await expect(listClusterHosts({ ctx, input: { clusterId } })).rejects.toMatchObject({
      code: 'cluster-not-found',
    });
});
