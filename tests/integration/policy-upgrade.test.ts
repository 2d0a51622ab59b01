import { beforeAll, describe, expect, test } from 'vitest';
import { clusterPolicy, hostPolicy, versionOf, withOwnPolicy, withPolicy } from '../../lib/db/policies.ts';
import { Policy } from '../../lib/model/policy.ts';
import { reserveOf } from '../../lib/model/reserve.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const at = new Date('2026-11-28T12:00:00Z');
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** All values that the settings form of the previous release stored. Two of them are the defaults of the product. */
const migrations = {
  movesPerHost: 4,
  movesPerCluster: 12,
  movesPerNetwork: null,
  targetPauseMs: 500,
  bandwidthCapMiBps: 62.5,
  onStall: 'post-copy',
  stallSeconds: 60,
  maxTries: 5,
} as const;

/** The policy of a plan as the previous release stored it. */
const planned = {
  objective: 'relieve',
  thresholds: { cpuPercent: 65, memoryPercent: 75 },
  aggressiveness: 3,
  maxMoves: 20,
  minGain: null,
  simultaneousMovesPerHost: 4,
  coolDownSeconds: 3600,
  memoryOvercommit: 1.5,
  balanceBy: 'count',
  targetPauseMs: 500,
};

/** The rows of the previous release. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'plain', 'libvirt')`, [id(1)]);
  await run(
    `INSERT INTO cluster (id, name, driver, cpu_threshold_percent, memory_threshold_percent, reserve_cpu_percent,
       reserve_memory_percent, vm_overhead_mib, memory_overcommit, balance_by, migration_settings)
     VALUES ($1, 'prod', 'libvirt', 65, 75.5, 0, 10, 0, 1.5, 'count', $2)`,
    [id(2), JSON.stringify(migrations)],
  );
  await run(
    `INSERT INTO cluster (id, name, driver, migration_settings) VALUES ($1, 'some', 'libvirt', '{"maxTries": 1}')`,
    [id(3)],
  );
  const hosts = [
    [id(11), 'h1', 1.5, 0],
    [id(12), 'h2', null, 2048],
    [id(13), 'h3', null, null],
  ];
  for (const [hostId, name, cores, memoryMiB] of hosts) {
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, cpu_cores, core_mhz, memory_mib, reserve_cores, reserve_memory_mib)
       VALUES ($1, $2, $3, $3, 16, 2000, 65536, $4, $5)`,
      [hostId, id(2), name, cores, memoryMiB],
    );
  }
  await run(
    `INSERT INTO plan (id, cluster_id, kind, state, snapshot, policy, before, after, complete, rejections, planning_ms,
       requested_by, taken_at, created_at, confirmed_at)
     VALUES ($1, $2, 'balance', 'suggested', '{}', $3, '{}', '{}', true, '[]', 1, 'worker', $4, $4, $4)`,
    [id(21), id(2), JSON.stringify(planned), at],
  );
}

describe('an upgrade of a database that stores the policy in columns', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_policy', fill));
  const findCluster = (n: number) =>
    database.db.cluster.findUniqueOrThrow({ where: { id: id(n) }, include: withPolicy });

  test("keeps every value, and treats only values that differ from the product's defaults as set", async () => {
    const plain = await findCluster(1);
    expect(clusterPolicy(plain)).toMatchObject({
      values: Policy.parse({}),
      from: { cpuThresholdPercent: 'default' },
    });
    expect(versionOf(plain)).toBe(0);
    const prod = await findCluster(2);
    expect(clusterPolicy(prod).values).toEqual({
      ...Policy.parse({}),
      cpuThresholdPercent: 65,
      memoryThresholdPercent: 75.5,
      reserveCpuPercent: 0,
      reserveMemoryPercent: 10,
      vmOverheadMiB: 0,
      memoryOvercommit: 1.5,
      balanceBy: 'count',
      ...migrations,
    });
    expect(clusterPolicy(prod).from).toMatchObject({ maxTries: 'cluster', stallSeconds: 'default' });
    expect(versionOf(prod)).toBe(1);
    expect(clusterPolicy(await findCluster(3)).values).toEqual({ ...Policy.parse({}), maxTries: 1 });
  });

  test('keeps the reserves of hosts, 0 included', async () => {
    const cluster = await findCluster(2);
    const hosts = await database.db.host.findMany({ orderBy: { name: 'asc' }, include: withOwnPolicy });
    const size = { cpuCores: 16, memoryMiB: 65_536 };
    expect(hosts.map((host) => reserveOf(size, hostPolicy(cluster, host)))).toEqual([
      { cores: 1.5, coresFrom: 'host', memoryMiB: 0, memoryFrom: 'host' },
      { cores: 0, coresFrom: 'cluster', memoryMiB: 2048, memoryFrom: 'host' },
      { cores: 0, coresFrom: 'cluster', memoryMiB: 6553, memoryFrom: 'cluster' },
    ]);
    expect(hosts.map(versionOf)).toEqual([1, 1, 0]);
  });

  test('keeps the policy with which a plan was made', async () => {
    const plan = await database.db.plan.findUniqueOrThrow({ where: { id: id(21) } });
    expect(Policy.parse(plan.policy)).toEqual({
      ...Policy.parse({}),
      cpuThresholdPercent: 65,
      memoryThresholdPercent: 75,
      movesPerHost: 4,
      memoryOvercommit: 1.5,
      balanceBy: 'count',
      targetPauseMs: 500,
    });
    expect(plan.policy).not.toHaveProperty('thresholds');
  });

  test('allows a policy to belong to one scope only', async () => {
    const wrong = { scope: 'host' as const, clusterId: id(1), patch: {} };
    await expect(database.db.policy.create({ data: wrong })).rejects.toThrow('policy_is_of_its_scope');
    await database.db.cluster.deleteMany();
    expect(await database.db.policy.count()).toBe(0);
  });
});
