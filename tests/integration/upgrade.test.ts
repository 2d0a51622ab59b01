import { beforeAll, describe, expect, test } from 'vitest';
import { storeVms } from '../../lib/db/inventory.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { rememberRefusal } from '../../lib/services/refusals/remember-refusal.ts';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readQueue } from '../../lib/views/job/read-queue.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, H1, H2] = [id(0), id(1), id(2)];
const vms = { copied: id(11), queued: id(12), moved: id(13), still: id(14) };
/** Jobs by their VMs, in the order in which they were ordered. The clock was an hour ahead for the first. */
const jobs = {
  copied: {
    plan: id(21),
    run: id(31),
    move: id(41),
    vm: vms.copied,
    ordered: at(60),
    ended: null,
    states: { run: 'running', move: 'migrating' },
  },
  queued: {
    plan: id(22),
    run: id(32),
    move: id(42),
    vm: vms.queued,
    ordered: at(-1),
    ended: null,
    states: { run: 'waiting', move: 'pending' },
  },
  moved: {
    plan: id(23),
    run: id(33),
    move: id(43),
    vm: vms.moved,
    ordered: at(-30),
    ended: at(-29),
    states: { run: 'succeeded', move: 'done' },
  },
};

/** The rows of the previous release: two hosts, four VMs, and three jobs, the first in the middle of a copy. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [index, host] of [H1, H2].entries())
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, connection, last_sample_at, cpu_cores, core_mhz, memory_mib)
       VALUES ($1, $2, $3, $3, 'up', $4, 16, 2000, 65536)`,
      [host, CLUSTER, `h${index + 1}`, now],
    );
  for (const [name, vm] of Object.entries(vms))
    await run(
      `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, demand_cpu_mhz, cpu_mhz, seen_at)
       VALUES ($1, $2, $3, $3, $4, 'running', 2, 4096, 1000, 1000, $5)`,
      [vm, CLUSTER, name, H1, now],
    );
  for (const [name, job] of Object.entries(jobs)) {
    const { plan, run: runId, move, vm, states, ordered, ended } = job;
    await run(
      `INSERT INTO plan (id, cluster_id, kind, state, snapshot, policy, before, after, complete, rejections, planning_ms,
         requested_by, taken_at, created_at, confirmed_at, decided_at, decided_by)
       VALUES ($1, $2, 'migrate', 'approved', '{"hosts":[],"vms":[]}', '{}', $4, $4, true, '[]', 1, 'ann', $3, $3, $3, $3, 'ann')`,
      [plan, CLUSTER, ordered, { spread: 0.1, peak: 1, overloadedHosts: 0 }],
    );
    await run(
      `INSERT INTO run (id, plan_id, cluster_id, kind, state, requested_by, created_at, finished_at)
       VALUES ($1, $2, $3, 'migrate', $4, 'ann', $5, $6)`,
      [runId, plan, CLUSTER, states.run, ordered, ended],
    );
    await run(
      `INSERT INTO move (id, plan_id, run_id, vm_id, vm_uuid, vm_name, sequence, wave, kind, from_host_id, from_host_name,
         to_host_id, to_host_name, memory_mib, reason, predicted_seconds, predicted_downtime_ms, after, state, finished_at)
       VALUES ($1, $2, $3, $4, $5, $5, 0, 1, 'live', $6, 'h1', $7, 'h2', 4096, '{"code":"requested","facts":{}}', 9, 90, '{}',
         $8, $9)`,
      [move, plan, runId, vm, name, H1, H2, states.move, ended],
    );
  }
}

const choice = { range: '24h', span: null, group: null } as const;

describe('an upgrade of a filled database of the previous release', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_what_a_vm_needs', fill));
  const ctx = () => makeContext(database.db, { clock, actor: personWith('operator') });
  const vmOf = (vm: string) => database.db.vm.findUniqueOrThrow({ where: { id: vm } });

  test('no VM has ties and no host has alarms until they are observed', async () => {
    const snapshot = snapshotOf(await readClusterState(database.db, CLUSTER), now);
    expect(snapshot.hosts.map(({ state }) => state)).toEqual(['online', 'online']);
    expect(snapshot.vms.map(({ ties, managedBy }) => [ties, managedBy])).toEqual(
      Object.keys(vms).map(() => [[], undefined]),
    );
    const host = await readHost({ ctx: ctx(), input: { hostId: H1, choice } });
    expect(host.host.alarms).toEqual([]);
    expect(host.refusals).toEqual([]);
    const cluster = await readCluster({ ctx: ctx(), input: { clusterId: CLUSTER } });
    expect(cluster.hosts.map(({ alarms }) => alarms)).toEqual([[], []]);
    const panel = await readVmPanel({ ctx: ctx(), input: { vmId: vms.still, hostId: H1, choice } });
    expect(panel).toMatchObject({
      moves: { way: 'any', obstacles: [] },
      managedBy: null,
      isPersistent: true,
      isAutostart: false,
    });
  });

  test('an earlier job is read unchanged, without destinations that were given up', async () => {
    const { moves: shown, state } = await readJob({ ctx: ctx(), input: { runId: jobs.moved.run } });
    expect(state).toBe('succeeded');
    expect(shown).toMatchObject([{ vm: 'moved', state: 'done' }]);
  });

  test('the loads after jobs that had ended are not compared: their samples are packed', async () => {
    const stored = await database.db.run.findMany({ orderBy: { number: 'asc' } });
    expect(stored.map(({ loadComparedAt, loadError }) => [loadComparedAt, loadError])).toEqual(
      Object.values(jobs).map(({ ended }) => [ended, null]),
    );
  });

  test('jobs keep their numbers and their order, whatever their times', async () => {
    const stored = await database.db.run.findMany({ orderBy: { number: 'asc' }, select: { id: true } });
    expect(stored.map((run) => run.id)).toEqual(Object.values(jobs).map(({ run }) => run));
    const queued = (await readQueue(ctx(), [CLUSTER])).get(jobs.queued.move);
    expect(queued?.waiting).toMatchObject({ position: 1 });
    const [next] = await database.db.$queryRaw<
      { number: number }[]
    >`SELECT nextval(pg_get_serial_sequence('run', 'number'))::int AS number`;
    expect(next?.number).toBe(4);
  });

  test('a move in flight increments the version of its VM when it ends: no older observation moves the VM back', async () => {
    const before = await vmOf(vms.copied);
    expect(before.placeVersion).toBe(0);
    await database.db.vm.update({ where: { id: vms.copied }, data: { hostId: H2 } });
    await database.db.move.update({
      where: { id: jobs.copied.move },
      data: { state: 'done', finishedAt: now },
    });
    await database.db.$transaction((tx) => storeVms(tx, [before], []));
    expect(await vmOf(vms.copied)).toMatchObject({ hostId: H2, placeVersion: 1 });
    // a VM that never moved is on the host where it was last observed
    const still = await vmOf(vms.still);
    await database.db.$transaction((tx) => storeVms(tx, [{ ...still, hostId: H2 }], []));
    expect(await vmOf(vms.still)).toMatchObject({ hostId: H2, placeVersion: 0 });
  });

  test('refusals of earlier moves are stored', async () => {
    const move = await database.db.move.findUniqueOrThrow({ where: { id: jobs.queued.move } });
    const failure = { code: 'cpu-incompatible', scope: 'pair', facts: {}, message: null } as const;
    await database.db.$transaction((tx) => rememberRefusal(tx, move, failure, now));
    const snapshot = snapshotOf(await readClusterState(database.db, CLUSTER), now);
    expect(snapshot.refusals).toEqual([{ vmId: vms.queued, toHostId: H2, code: 'cpu-incompatible' }]);
    const panel = await readVmPanel({ ctx: ctx(), input: { vmId: vms.queued, hostId: H1, choice } });
    expect(panel?.refusals).toMatchObject([{ to: { name: 'h2' }, refusals: [{ vm: { name: 'queued' } }] }]);
  });
});
