import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { until } from '../bench/executor/until.ts';
import { withTestDatabase } from '../integration/support/database.ts';
import { Fleet } from './support/fleet.ts';
import { carryOut, drawKills } from './support/kills.ts';
import { findFaults } from './support/ledger.ts';
import { Load, storeClusters } from './support/load.ts';

const SEED = 7;
const KILLS = 14;

const database = withTestDatabase();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-fleet-'));
let fleet: Fleet;
let load: Load;

beforeAll(async () => {
  const { db, productUrl } = database;
  load = new Load(db, await storeClusters(db, 3, 4));
  fleet = await Fleet.start(db, { url: productUrl, folder, workers: 3, webs: 2 });
  await load.observed();
});
afterAll(async () => {
  await fleet.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('three workers and two webs lose nothing and do nothing twice, whatever is killed while hosts are evacuated', async () => {
  const { db } = database;
  const kills = drawKills(SEED, KILLS);
  expect(new Set(kills.map(({ what }) => what)).size).toBe(3);
  for (const kill of kills) {
    await load.keepBusy();
    const before = await load.ended();
    await carryOut(kill, fleet, db);
    await load.goesOn(before);
  }
  await load.finish();
  await fleet.settle();
  expect(await findFaults(db, load.clusters)).toEqual([]);
});

it('afterwards every web answers pages and tells of changes, and every worker works', async () => {
  const { db } = database;
  for (const name of fleet.webNames) {
    await until(`${name} answers`, async () => (await fleet.answers(name)) || null);
    await fleet.hearsChange(name);
  }
  for (const name of fleet.workerNames)
    await until(`${name} holds a lock`, async () => {
      const [row] = await db.$queryRaw<{ locks: number }[]>`
        SELECT count(*)::int AS locks FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND a.datname = current_database() AND a.application_name = ${name}`;
      return (row?.locks ?? 0) > 0 || null;
    });
});

it('the names by which jobs are locked are those that workers report, so that jobs of dead workers are given back', async () => {
  const { db } = database;
  await vi.waitFor(
    async () => {
      const unknown = await db.$queryRaw`
        SELECT locked_by FROM graphile_worker.jobs
        WHERE locked_by IS NOT NULL AND locked_by NOT IN (SELECT id FROM worker_heartbeat)`;
      expect(unknown).toEqual([]);
    },
    { timeout: 60_000, interval: 200 },
  );
});
