import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../lib/db/client.ts';
import { changeHostMode } from '../../lib/db/hosts.ts';
import { changePlanState } from '../../lib/db/plans.ts';
import { changeRunState } from '../../lib/db/runs.ts';
import type { StoredValueError } from '../../lib/db/stored-value-error.ts';
import { present } from '../../lib/model/present.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { readSuggestion } from '../../lib/views/suggestion/read-suggestion.ts';
import { readSuggestions } from '../../lib/views/suggestion/read-suggestions.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

const overloaded = {
  hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(name, 'h1', { load: { base: 0.8, noise: 0 } })),
};

async function makeSuggested() {
  const world = await makeObservedCluster(database.db, overloaded);
  const clusterId = world.cluster.id;
  await suggestMoves({ ctx: world.ctx, input: { clusterId } });
  const plan = await database.db.plan.findFirstOrThrow({ where: { clusterId }, include: { moves: true } });
  return { ...world, clusterId, plan };
}

const spoil = (table: string, column: string, id: string) =>
  database.db.$executeRawUnsafe(`UPDATE ${table} SET ${column} = '{"odd": true}' WHERE id = '${id}'`);

describe('a stored value that cannot be read', () => {
  it('causes an error with its table, column and row for its readers, and does not affect others', async () => {
    const { ctx, plan } = await makeSuggested();
    const [move] = plan.moves;
    await spoil('move', 'reason', present(move?.id, 'move'));
    const input = { planId: plan.id };
    await expect(readSuggestion({ ctx, input })).rejects.toThrow(`move.reason of ${move?.id} cannot be read`);
    const { waiting } = await readSuggestions({ ctx });
    expect(waiting).toMatchObject([{ planId: plan.id, moves: plan.moves.length }]);
    expect((await readOverview({ ctx })).clusters).toHaveLength(1);
  });

  it('is reported once if the row can be used without it, in nested rows too', async () => {
    const { ctx, clusterId, hostId, vmId } = await makeObservedCluster(database.db, overloaded).then(
      (world) => ({ ...world, clusterId: world.cluster.id }),
    );
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    const [move] = await database.db.move.findMany({ where: { runId } });
    await spoil('move', 'progress', present(move?.id, 'move'));
    await spoil('host', 'last_error', hostId('h1'));
    const reports: StoredValueError[] = [];
    const db = connectDatabase(database.url, 2, (error) => reports.push(error));
    try {
      const read = () =>
        db.cluster.findUniqueOrThrow({
          where: { id: clusterId },
          include: { hosts: true, runs: { select: { moves: { select: { progress: true } } } } },
        });
      const { hosts, runs } = await read();
      expect(runs[0]?.moves[0]?.progress).toBeNull();
      // an unknown code is treated as a general failure
      expect(hosts.find(({ id }) => id === hostId('h1'))?.lastError?.code).toBe('driver-failed');
      expect((await read()).runs[0]?.moves[0]?.progress).toBeNull();
      expect(reports.map(({ table, column, id }) => [table, column, id])).toEqual([
        ['move', 'progress', move?.id],
      ]);
    } finally {
      await db.$disconnect();
    }
  });
});

describe('a change of state', () => {
  it('of a host only follows transitions of the table', async () => {
    const { hostId } = await makeObservedCluster(database.db, overloaded);
    const id = hostId('h1');
    const change = (from: 'active' | 'draining' | 'maintenance', to: typeof from) =>
      database.db.$transaction((tx) => changeHostMode(tx, { id, from: [from] }, to));
    await expect(change('active', 'maintenance')).rejects.toThrow('from active to maintenance');
    await expect(change('maintenance', 'draining')).rejects.toThrow('from maintenance to draining');
    expect(await change('draining', 'maintenance')).toBe(false); // the host is not draining
    expect(await change('active', 'draining')).toBe(true);
    expect(await change('draining', 'maintenance')).toBe(true);
  });

  it('of a plan or a run only applies to states with a transition', async () => {
    const { db } = database;
    const { ctx, plan, vmId, hostId } = await makeSuggested();
    const at = ctx.clock.now();
    const decision = { decidedAt: at, decidedBy: 'somebody' };
    expect(await changePlanState(db, { id: plan.id }, 'dismissed', decision)).toHaveLength(1);
    expect(await changePlanState(db, { id: plan.id }, 'approved', decision)).toEqual([]);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    expect(await changeRunState(db, { id: runId }, 'succeeded', { finishedAt: at })).toBe(0); // the run has not begun
    expect(await changeRunState(db, { id: runId }, 'running', { startedAt: at })).toBe(1);
    expect(await changeRunState(db, { id: runId }, 'partly', { finishedAt: at })).toBe(1);
    expect(await changeRunState(db, { id: runId }, 'failed', { finishedAt: at })).toBe(0);
  });
});
