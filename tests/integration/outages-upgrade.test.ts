import { beforeAll, describe, expect, test } from 'vitest';
import { readOutage } from '../../lib/views/outage/read-outage.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const seen = new Date(clock.now().getTime() - 60_000);
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, UP, SILENT, NEVER, VM] = [id(0), id(1), id(2), id(3), id(4)];

/** The rows of the release before: a host that answers, one that does not any more, with a VM, and one that never did. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [host, name, connection, at] of [
    [UP, 'h1', 'up', seen],
    [SILENT, 'h2', 'down', seen],
    [NEVER, 'h3', 'unknown', null],
  ] as const)
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, connection, last_sample_at) VALUES ($1, $2, $3, $3, $4::connection, $5)`,
      [host, CLUSTER, name, connection, at],
    );
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at)
     VALUES ($1, $2, 'u', 'web', $3, 'running', 1, 1024, $4)`,
    [VM, CLUSTER, SILENT, seen],
  );
}

describe('an upgrade of a database with hosts that do not answer', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_restart_kinds', fill));

  test('begins an outage of those that once answered, about which nothing is known yet', async () => {
    const rows = await database.db.outage.findMany();
    expect(rows).toMatchObject([
      {
        hostId: SILENT,
        since: seen,
        signs: [],
        signsAt: null,
        verdict: 'unclear',
        offAt: null,
        endedAt: null,
      },
    ]);
    const ctx = makeContext(database.db, { clock, actor: personWith('operator') });
    const page = await readOutage({ ctx, input: { hostId: SILENT } });
    expect(page).toMatchObject({ outage: { verdict: 'unclear' }, vms: [{ name: 'web', to: null }] });
    expect((await readOutage({ ctx, input: { hostId: NEVER } })).outage).toBeNull();
  });

  test('has no second copies, and keeps that a host has one open outage', async () => {
    expect(await database.db.vm.findMany({ select: { copyHostId: true } })).toEqual([{ copyHostId: null }]);
    const another = { clusterId: CLUSTER, hostId: SILENT, since: seen };
    await expect(database.db.outage.create({ data: another })).rejects.toMatchObject({ code: 'P2002' });
  });
});
