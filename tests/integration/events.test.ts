import { expect, it } from 'vitest';
import { readEvents, recordEvents } from '../../lib/db/events.ts';
import type { Event } from '../../lib/model/event.ts';
import { removeCluster } from '../../lib/services/clusters/remove-cluster.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const world = {
  hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) =>
    simulatedVm(`vm-${name}`, 'h1', { load: { base: 0.8, noise: 0 } }),
  ),
};
const makeCluster = () => makeObservedCluster(database.db, world);

async function eventsOf(clusterId: string): Promise<Event[]> {
  const events = await readEvents(database.db, { afterId: 0n, limit: 1000 });
  return events.filter((event) => event.clusterId === clusterId);
}
const codesOf = async (clusterId: string): Promise<string[]> =>
  (await eventsOf(clusterId)).map(({ topic, code }) => `${topic} ${code}`);

it('records an overload: suggestion, approval, moves, job', async () => {
  const { cluster, ctx, finish } = await makeCluster();
  await suggestMoves({ ctx, input: { clusterId: cluster.id } });
  const plan = await ctx.db.plan.findFirstOrThrow({ where: { clusterId: cluster.id } });
  const { runId } = await approvePlan({ ctx, input: { planId: plan.id } });
  await finish(runId);
  const codes = await codesOf(cluster.id);
  const moves = codes.filter((code) => code === 'move done');
  expect(codes).toEqual([
    'host overloaded',
    'suggestion made',
    'suggestion approved',
    ...moves,
    'job succeeded',
  ]);
  expect(moves.length).toBeGreaterThan(0);
  expect((await eventsOf(cluster.id)).at(-1)).toMatchObject({
    subject: { runId, hostId: null },
    facts: { moves: moves.length, vmsLeft: 0 },
  });
});

it('records that a suggestion was superseded, or expired', async () => {
  const { cluster, ctx, clock, collect } = await makeCluster();
  const plan = () => suggestMoves({ ctx, input: { clusterId: cluster.id } });
  await plan();
  clock.pass(3600);
  await collect();
  await plan();
  await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data: { automation: 'excluded' } });
  clock.pass(20);
  await plan();
  const codes = (await codesOf(cluster.id)).filter((code) => code.startsWith('suggestion'));
  expect(codes).toEqual([
    'suggestion made',
    'suggestion expired',
    'suggestion made',
    'suggestion superseded',
  ]);
});

it('records a policy change of a cluster or a host, and keeps it after the cluster is removed', async () => {
  const { cluster, hostId } = await makeCluster();
  const ctx = makeContext(database.db);
  const change = { reserveCores: 1 };
  const ofCluster = { clusterId: cluster.id, change: { cpuThresholdPercent: 70 } };
  await editPolicy({ ctx, input: { scope: 'cluster', version: 1, ...ofCluster } });
  await editPolicy({ ctx, input: { scope: 'host', version: 1, hostId: hostId('h1'), change } });
  await removeCluster({ ctx, input: { clusterId: cluster.id } });
  const events = (await eventsOf(cluster.id)).slice(-3);
  expect(events.map(({ topic, code }) => `${topic} ${code}`)).toEqual([
    'policy changed',
    'policy changed',
    'cluster removed',
  ]);
  expect(events.slice(0, 2).map(({ subject, facts }) => ({ subject, facts }))).toEqual([
    { subject: { hostId: null }, facts: { cluster: cluster.name } },
    { subject: { hostId: hostId('h1') }, facts: { host: 'h1' } },
  ]);
});

it('records nothing for a change that was rolled back', async () => {
  const { cluster, clock } = await makeCluster();
  const before = await codesOf(cluster.id);
  const event = { topic: 'cluster', code: 'added', clusterId: cluster.id, subject: {}, facts: {} } as const;
  const failing = database.db.$transaction(async (tx) => {
    await recordEvents(tx, clock.now(), [event]);
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  expect(await codesOf(cluster.id)).toEqual(before);
});
