import { beforeAll, describe, expect, test } from 'vitest';
import { readJob } from '../../lib/views/job/read-job.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, HOST, GONE] = [id(0), id(1), id(2)];
const figures = JSON.stringify({ spread: 0, peak: 0, overloadedHosts: 0 });

/** The rows of the release before: an evacuation that has ended, of a host that is gone, and one that runs. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  await run(`INSERT INTO host (id, cluster_id, name, uri, mode) VALUES ($1, $2, 'h1', 'h1', 'draining')`, [
    HOST,
    CLUSTER,
  ]);
  for (const [n, host, state] of [
    [10, GONE, 'partly'],
    [11, HOST, 'running'],
  ] as const) {
    const hosts =
      host === GONE ? [{ id: GONE, name: 'old', cpuCores: 8, cpuMhz: 16000, memoryMiB: 65536 }] : [];
    await run(
      `INSERT INTO plan (id, cluster_id, kind, state, host_id, snapshot, policy, before, after, complete, rejections,
                         planning_ms, requested_by, taken_at, created_at, confirmed_at, decided_at, decided_by)
       VALUES ($1, $2, 'evacuate', 'approved', $3, $4, '{}', $5, $5, true, '[]', 1, 'a', $6, $6, $6, $6, 'a')`,
      [id(n), CLUSTER, host, JSON.stringify({ hosts, vms: [] }), figures, now],
    );
    await run(
      `INSERT INTO run (id, plan_id, cluster_id, kind, state, host_id, requested_by, created_at, finished_at)
       VALUES ($1, $2, $3, 'evacuate', $4::run_state, $5, 'a', $6, $7)`,
      [id(n + 10), id(n), CLUSTER, state, host, now, state === 'partly' ? now : null],
    );
  }
}

describe('an upgrade of a database with evacuations of one host each', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_run_hosts', fill));

  test('keeps which host each empties, with its name, and which has not ended', async () => {
    const rows = await database.db.runHost.findMany({ orderBy: { runId: 'asc' } });
    expect(rows).toEqual([
      { runId: id(20), hostId: GONE, name: 'old', endedAt: now },
      { runId: id(21), hostId: HOST, name: 'h1', endedAt: null },
    ]);
    const ctx = makeContext(database.db, { clock, actor: personWith('operator') });
    expect(await readJob({ ctx, input: { runId: id(20) } })).toMatchObject({
      subject: 'old',
      emptied: [],
      moveBack: null, // nobody asked for it
      pausedAt: null,
    });
  });

  test('keeps that a host cannot be emptied by two jobs', async () => {
    const another = { runId: id(20), hostId: HOST, name: 'h1' };
    await expect(database.db.runHost.create({ data: another })).rejects.toMatchObject({ code: 'P2002' });
  });
});
