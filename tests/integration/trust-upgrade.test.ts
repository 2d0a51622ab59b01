import { beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const at = new Date('2026-11-29T12:00:00Z');
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, SLOW, HOST, VM] = [id(1), id(2), id(3), id(4)];

async function fill(run: RunSql): Promise<void> {
  await run(
    `INSERT INTO cluster (id, name, driver, interval_seconds) VALUES ($1, 'prod', 'libvirt', 15), ($2, 'slow', 'libvirt', 900)`,
    [CLUSTER, SLOW],
  );
  await run(`INSERT INTO host (id, cluster_id, name, uri, cpu_use) VALUES ($1, $2, 'h1', 'h1', 0.4)`, [
    HOST,
    CLUSTER,
  ]);
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, demand_cores, cores, seen_at)
     VALUES ($1, $2, 'a', 'a', $3, 'running', 2, 4096, 0.5, 0.7, $4)`,
    [VM, CLUSTER, HOST, at],
  );
}

describe('an upgrade of a filled database to one with doubts', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_trust', fill));

  test('no VM is doubted, and no counter is compared, until they are observed', async () => {
    expect(await database.db.vm.findUniqueOrThrow({ where: { id: VM } })).toMatchObject({
      doubts: [],
      cpuSeconds: null,
      cpuStillSince: null,
      cores: 0.7,
      demandCores: 0.5,
    });
    expect(await database.db.host.findUniqueOrThrow({ where: { id: HOST } })).toMatchObject({
      cpuSeconds: null,
      cpuStillSince: null,
      cpuUse: 0.4,
    });
  });

  test('intervals are kept within the range that can be entered', async () => {
    const clusters = await database.db.cluster.findMany({ orderBy: { name: 'asc' } });
    expect(clusters.map(({ intervalSeconds }) => intervalSeconds)).toEqual([15, 300]);
    const tooLong = database.db.cluster.update({ where: { id: CLUSTER }, data: { intervalSeconds: 301 } });
    await expect(tooLong).rejects.toThrow('cluster_interval');
  });
});
