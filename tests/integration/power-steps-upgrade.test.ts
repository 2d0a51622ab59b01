import { beforeAll, describe, expect, test } from 'vitest';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readReturn } from '../../lib/views/host/read-return.ts';
import { listTokens } from '../../lib/views/settings/list-tokens.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, DRAINS, OTHER, LEFT, BOUND] = [id(0), id(1), id(2), id(11), id(12)];

/** The rows of the release before: a host that drains, with a stopped VM that a person left there, and one that is bound to it. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [CLUSTER]);
  for (const [host, name, mode, stays] of [
    [DRAINS, 'h1', 'draining', [LEFT]],
    [OTHER, 'h2', 'active', []],
  ])
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, mode, connection, last_sample_at, cpu_cores, core_mhz, memory_mib, may_stay)
       VALUES ($1, $2, $3, $3, $4::host_mode, 'up', $5, 16, 2000, 65536, $6::uuid[])`,
      [host, CLUSTER, name, mode, now, stays],
    );
  for (const [vm, name, state] of [
    [LEFT, 'cad', 'stopped'],
    [BOUND, 'render', 'running'],
  ])
    await run(
      `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at, local_devices)
       VALUES ($1, $2, $3, $3, $4, $5::vm_state, 2, 8192, $6, ARRAY['pci 0000:65:00.0'])`,
      [vm, CLUSTER, name, DRAINS, state, now],
    );
}

describe('an upgrade of a database without power steps', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_power_steps', fill));
  const ctx = () => makeContext(database.db, { clock, actor: personWith('operator') });

  test('remembers what was decided when a host began to drain, and asks about the others', async () => {
    const page = await readEvacuation({ ctx: ctx(), input: { hostIds: [DRAINS] } });
    expect(page.decided.ways.map(({ vm, way, source }) => [vm, way, source])).toEqual([
      ['cad', 'leave', 'before'],
    ]);
    expect(page.blockers.map(({ vm, ways }) => [vm, ways])).toEqual([['render', ['leave', 'shutDown']]]);
  });

  test('offers to start nothing that Ballast has not stopped, and has no tokens', async () => {
    expect(await readReturn({ ctx: ctx(), input: { hostId: DRAINS } })).toBeNull();
    expect(await listTokens({ ctx: ctx() })).toEqual([]);
    const host = await database.db.host.findUniqueOrThrow({ where: { id: DRAINS } });
    expect(host).toMatchObject({ reportedFailing: null, failingAt: null });
  });
});
