import { beforeAll, expect, it, vi } from 'vitest';
import { withTestDatabase } from '../support/database.ts';
import { audited, unaudited } from './expected.ts';
import { findVerbs, verbsIn } from './find-verbs.ts';
import { outageScenarios } from './outage-scenarios.ts';
import { scenarios } from './scenarios.ts';
import { watchWrites, writesOf } from './watch-writes.ts';

// what is recorded does not depend on the vCenter, which not every machine can run (tests/integration/vsphere-maintenance.test.ts)
vi.mock('../../../lib/drivers/vsphere/list-clusters.ts', () => ({ listClusters: async () => [] }));
vi.mock('../../../lib/drivers/vsphere/index.ts', () => ({
  createVsphereDriver: () => ({
    discoverHosts: async () => [{ name: 'esx-01', uri: 'host-1', peerUri: null, migrationAddress: null }],
    close: async () => undefined,
  }),
}));

const database = withTestDatabase();
const arranged = Object.entries(scenarios).concat(Object.entries(outageScenarios));

beforeAll(() => watchWrites(database.db));

it('every verb of lib/services and lib/demo is listed, with what it records or why it records nothing', () => {
  expect(findVerbs()).toEqual([...Object.keys(audited), ...Object.keys(unaudited)].toSorted());
  expect(arranged.map(([name]) => name).toSorted()).toEqual(Object.keys(audited).toSorted());
});

it('a new verb is found by its parameters, and by its writes', () => {
  const takes =
    'export async function doIt({ ctx, input }: { ctx: Context; input: unknown }) {\n  return 1;\n}\n';
  const writes = 'export async function touch(tx: Transaction) {\n  await tx.host.update({ where });\n}\n';
  const reads = 'export async function look(db: Database) {\n  return db.host.findMany();\n}\n';
  expect(verbsIn(takes + writes + reads)).toEqual(['doIt', 'touch']);
});

it.each(arranged)('%s records its change in the same transaction', async (name, arrange) => {
  const act = await arrange(database.db);
  const { tables, unaudited: alone, actions } = await writesOf(database.db, act);
  expect(tables.length).toBeGreaterThan(0);
  expect(alone).toEqual([]);
  expect(actions).toContain(audited[name]);
});

it('a change without an audit row is detected', async () => {
  const { db } = database;
  const change = () => db.host.updateMany({ data: { rack: 'r1' } });
  expect((await writesOf(db, change)).unaudited).toEqual(['host']);
});
