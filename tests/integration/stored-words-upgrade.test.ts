import { beforeAll, describe, expect, test } from 'vitest';
import { parseCommandBody } from '../../lib/drivers/simulator/wire.ts';
import { memoryOf } from '../../lib/services/runs/watch-memory.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const at = new Date('2026-11-29T12:00:00Z');
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, HOST, PLAN, RUN, OTHER_HOST] = [id(1), id(2), id(3), id(4), id(5)];

/** What the previous release stored about moves: completion was forced, memory was missing, nothing yet. */
const watched = [
  '{ "lookedAt": 5000, "waitedMs": 20, "hastened": "post-copy", "waitsFor": null }',
  '{ "lookedAt": null, "hastened": null, "waitsFor": "room" }',
  '{ "waitsFor": "look" }',
  null,
];

async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'simulator')`, [CLUSTER]);
  for (const [host, name] of [
    [HOST, 'h1'],
    [OTHER_HOST, 'h2'],
  ])
    await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, $3, $3)`, [host, CLUSTER, name]);
  await run(
    `INSERT INTO plan (id, cluster_id, kind, state, snapshot, policy, before, after, complete, rejections, planning_ms,
       requested_by, taken_at, created_at, confirmed_at, decided_at, decided_by)
     VALUES ($1, $2, 'migrate', 'approved', '{"hosts":[],"vms":[]}', '{}', '{}', '{}', true, '[]', 1, 'ann', $3, $3, $3, $3, 'ann')`,
    [PLAN, CLUSTER, at],
  );
  await run(
    `INSERT INTO run (id, plan_id, cluster_id, kind, state, requested_by, created_at, finished_at)
     VALUES ($1, $2, $3, 'migrate', 'succeeded', 'ann', $4, $4)`,
    [RUN, PLAN, CLUSTER, at],
  );
  for (const [index, watch] of watched.entries())
    await run(
      `INSERT INTO move (id, plan_id, run_id, vm_uuid, vm_name, sequence, wave, kind, from_host_id, from_host_name,
         to_host_id, to_host_name, memory_mib, reason, predicted_seconds, predicted_downtime_ms, after, state, finished_at, watch)
       VALUES ($1, $2, $3, $4, $4, $5, 1, 'live', $6, 'h1', $9, 'h2', 4096, '{"code":"requested","facts":{}}', 9, 90, '{}',
         'done', $7, $8)`,
      [id(10 + index), PLAN, RUN, `vm-${index}`, index, HOST, at, watch, OTHER_HOST],
    );
  await run(`INSERT INTO simulator_command (cluster_id, at, body) VALUES ($1, $2, $3)`, [
    CLUSTER,
    at,
    JSON.stringify({ type: 'hasten-migration', moveId: 'm', how: 'quick' }),
  ]);
}

describe('an upgrade of a database with stored words of the previous release', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_stored_words', fill));

  test('keeps what the executor stores about moves', async () => {
    const moves = await database.db.move.findMany({ orderBy: { sequence: 'asc' } });
    expect(moves.map(memoryOf)).toMatchObject([
      { readAtMs: 5000, waitedMs: 20, completionForcedBy: 'post-copy', waitsFor: null },
      { readAtMs: null, completionForcedBy: null, waitsFor: 'memory' },
      { readAtMs: null, completionForcedBy: null, waitsFor: 'observation' },
      { waitedMs: 0, completionForcedBy: null },
    ]);
  });

  test('keeps the orders of a simulated cluster', async () => {
    const [row] = await database.db.simulatorCommand.findMany();
    expect(parseCommandBody(row?.body, (hostId) => hostId)).toEqual({
      type: 'force-completion',
      moveId: 'm',
      how: 'quick',
    });
  });
});
