import { beforeAll, describe, expect, test } from 'vitest';
import { policyActor } from '../../lib/model/actor.ts';
import { evaluateCluster } from '../../lib/services/automation/evaluate-cluster.ts';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readReturn } from '../../lib/views/host/read-return.ts';
import { readReserve } from '../../lib/views/reserve/read-reserve.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, AWAY, BUSY, IDLE, VM] = [id(0), id(1), id(2), id(3), id(11)];

/** The rows of the release before: a host in maintenance mode, and two in service. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [host, name, mode] of [
    [AWAY, 'h1', 'maintenance'],
    [BUSY, 'h2', 'active'],
    [IDLE, 'h3', 'active'],
  ])
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, mode, connection, last_sample_at, cpu_cores, core_mhz, memory_mib)
       VALUES ($1, $2, $3, $3, $4::host_mode, 'up', $5, 16, 2000, 65536)`,
      [host, CLUSTER, name, mode, now],
    );
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at)
     VALUES ($1, $2, 'vm-1', 'vm-1', $3, 'running', 2, 8192, $4)`,
    [VM, CLUSTER, BUSY, now],
  );
}

describe('an upgrade of a database without a cluster reserve', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_cluster_reserve', fill));
  const ctx = () => makeContext(database.db, { clock, actor: personWith('operator') });
  const input = { clusterId: CLUSTER };

  test('knows nothing of it until the first evaluation, which judges it by the default', async () => {
    expect((await readCluster({ ctx: ctx(), input })).reserve).toBeNull();
    await evaluateCluster({ ctx: { ...ctx(), actor: policyActor }, input: { ...input, cause: 'schedule' } });
    expect((await readCluster({ ctx: ctx(), input })).reserve).toMatchObject({
      state: 'in-use',
      failuresToSurvive: 1,
      away: ['h1'],
    });
    const page = await readReserve({ ctx: ctx(), input: { ...input, memoryGiB: 8, vcpus: 2 } });
    expect(page).toMatchObject({ use: 'warn', failures: [{ host: 'h2', verdict: 'found' }] });
  });

  test('keeps hosts in maintenance mode, from which nothing is known to have left', async () => {
    const host = await database.db.host.findUniqueOrThrow({ where: { id: AWAY } });
    expect(host).toMatchObject({ mode: 'maintenance', awaySince: null });
    expect(await readReturn({ ctx: ctx(), input: { hostId: AWAY } })).toBeNull();
  });
});
