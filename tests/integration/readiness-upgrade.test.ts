import { beforeAll, describe, expect, test } from 'vitest';
import { readReadinessNotice } from '../../lib/views/readiness/read-notice.ts';
import { readReadiness } from '../../lib/views/readiness/read-readiness.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, HERE, THERE, VM] = [id(0), id(1), id(2), id(11)];

/** The rows of the release before: a cluster of two hosts and a VM. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [host, name] of [
    [HERE, 'h1'],
    [THERE, 'h2'],
  ])
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, connection, last_sample_at, cpu_cores, core_mhz, memory_mib)
       VALUES ($1, $2, $3, $3, 'up', $4, 16, 2000, 65536)`,
      [host, CLUSTER, name, now],
    );
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at)
     VALUES ($1, $2, 'vm-1', 'vm-1', $3, 'running', 2, 8192, $4)`,
    [VM, CLUSTER, HERE, now],
  );
}

describe('an upgrade of a database whose clusters were never checked', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_readiness', fill));
  const ctx = () => makeContext(database.db, { clock, actor: personWith('operator') });
  const input = { clusterId: CLUSTER };

  test('says that they were not, and offers a test', async () => {
    expect(await readReadiness({ ctx: ctx(), input })).toMatchObject({
      check: 'never',
      report: null,
      test: null,
      canStartGuest: true,
      hosts: [{ name: 'h1' }, { name: 'h2' }],
      vms: [{ name: 'vm-1', host: 'h1' }],
    });
    expect(await readReadinessNotice(ctx(), CLUSTER)).toMatchObject({ kind: 'never' });
  });

  test('takes one open test migration at a time', async () => {
    const host = { fromHostId: HERE, fromHostName: 'h1', toHostId: THERE, toHostName: 'h2' };
    const asked = { clusterId: CLUSTER, vmName: 'vm-1', isGuest: false, requestedBy: 'ada', createdAt: now };
    const create = () => database.db.testMigration.create({ data: { ...host, ...asked, state: 'asked' } });
    const first = await create();
    await expect(create()).rejects.toMatchObject({ code: 'P2002' });
    const ended = { state: 'succeeded', finishedAt: now } as const;
    await database.db.testMigration.update({ where: { id: first.id }, data: ended });
    await create();
  });
});
