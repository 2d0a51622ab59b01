import { beforeAll, describe, expect, test } from 'vitest';
import { readPatchPlan } from '../../lib/views/patches/read-patch-plan.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const CLUSTER = '00000000-0000-7000-8000-000000000000';
const HOST = '00000000-0000-7000-8000-000000000001';

/** The rows of the release before: a host that was in maintenance mode. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  await run(
    `INSERT INTO host (id, cluster_id, name, uri, mode) VALUES ($1, $2, 'h1', 'qemu+ssh://h1/system', 'maintenance')`,
    [HOST, CLUSTER],
  );
}

describe('an upgrade of a database without patch runs', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_patch_runs', fill));

  test('changes nothing that is stored, and plans with it', async () => {
    const ctx = makeContext(database.db, { clock, actor: personWith('operator') });
    const page = await readPatchPlan({ ctx, input: { clusterId: CLUSTER } });
    expect(page).toMatchObject({
      runs: [],
      activeRunId: null,
      hosts: [{ name: 'h1', staysAway: true, hasShell: true }],
    });
  });

  test('allows one patch run of a cluster at a time, and a name for each command only', async () => {
    const data = {
      clusterId: CLUSTER,
      step: 'person',
      back: 'before',
      hostsAtOnce: 1,
      leavesStopped: true,
      timeZone: 'UTC',
      requestedBy: 'a',
      createdAt: clock.now(),
    } as const;
    await database.db.patchRun.create({ data });
    await expect(database.db.patchRun.create({ data })).rejects.toMatchObject({ code: 'P2002' });
    const unnamed = { ...data, finishedAt: clock.now(), step: 'command' } as const;
    await expect(database.db.patchRun.create({ data: unnamed })).rejects.toThrow(/patch_run_step_whole/);
  });
});
