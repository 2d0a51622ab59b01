import { describe, expect, it } from 'vitest';
import { policyActor } from '../../lib/model/actor.ts';
import { evaluateCluster } from '../../lib/services/automation/evaluate-cluster.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { relocateVms } from '../../lib/services/orders/relocate-vms.ts';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { readReserve } from '../../lib/views/reserve/read-reserve.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const GIB = 1024;

/** Hosts of 64 GiB, of which the default reserve leaves about 60, with VMs of these GiB each. */
const worldOf = (sizes: readonly (readonly number[])[], base = 0.05) => ({
  hosts: sizes.map((_, h) => simulatedHost(`h${h}`)),
  vms: sizes.flatMap((own, h) =>
    own.map((gib, i) =>
      simulatedVm(`vm-${h}${i}`, `h${h}`, { memoryMiB: gib * GIB, load: { base, noise: 0 } }),
    ),
  ),
});

async function open(sizes: readonly (readonly number[])[], base?: number) {
  const made = await makeObservedCluster(database.db, worldOf(sizes, base));
  const input = { clusterId: made.cluster.id };
  const evaluate = () =>
    evaluateCluster({ ctx: { ...made.ctx, actor: policyActor }, input: { ...input, cause: 'schedule' } });
  const stored = async () => (await readCluster({ ctx: made.ctx, input })).reserve;
  const page = () => readReserve({ ctx: made.ctx, input: { ...input, memoryGiB: 8, vcpus: 2 } });
  const codes = async () =>
    (await database.db.event.findMany({ where: { ...input, topic: 'cluster' }, orderBy: { id: 'asc' } })).map(
      ({ code }) => code,
    );
  return { ...made, input, evaluate, stored, page, codes };
}

describe('the cluster reserve', () => {
  it('is over-committed for everyone to see until moves bring it back', async () => {
    const { ctx, cluster, evaluate, stored, page, codes, finish, input } = await open([[38], [16, 14], [28]]);
    await sayPolicy(database.db, cluster.id, { failuresToSurvive: 0 });
    await evaluate();
    expect(await stored()).toMatchObject({ state: 'off' });
    await sayPolicy(database.db, cluster.id, { failuresToSurvive: 1 });
    await evaluate();
    expect(await stored()).toMatchObject({
      state: 'over-committed',
      failuresToSurvive: 1,
      lost: [{ hosts: ['h0'], vms: 1 }],
    });
    const needs = (await readOverview({ ctx })).needs.filter(({ kind }) => kind === 'over-committed');
    expect(needs).toMatchObject([{ clusterId: cluster.id, vms: expect.any(Number) }]);
    const { ways } = await page();
    expect(ways?.hosts).toMatchObject({ count: 1 });
    const wanted = ways?.moves?.map(({ vmId, toHostId }) => ({ vmId, toHostId })) ?? [];
    await finish((await relocateVms({ ctx, input: { ...input, wanted } })).runId);
    await evaluate();
    expect(await stored()).toMatchObject({ state: 'kept' });
    expect((await readOverview({ ctx })).needs).not.toContainEqual(
      expect.objectContaining({ kind: 'over-committed' }),
    );
    expect(await codes()).toEqual(['over-committed', 'reserve-restored']);
  });

  it('is searched again only if the answer may have changed', async () => {
    const { evaluate, stored, clock, collect, cluster } = await open([[16], [16], [8]]);
    await evaluate();
    const first = await stored();
    clock.pass(60);
    await collect();
    await evaluate();
    expect(await stored()).toEqual(first);
    await database.db.host.updateMany({
      where: { clusterId: cluster.id, name: 'h2' },
      data: { mode: 'maintenance' },
    });
    await evaluate();
    expect(await stored()).toMatchObject({ state: 'in-use', away: ['h2'] });
  });

  it('names where each VM would start, which would not, and how many more fit', async () => {
    const { page } = await open([[42], [16, 8], [30]]);
    const { failures, state, moreVms } = await page();
    expect(state).toBe('over-committed');
    expect(failures[0]).toMatchObject({ host: 'h0', verdict: 'no-place', left: [{ vm: 'vm-00' }] });
    expect(failures[0]?.left[0]?.reasons.map(({ code }) => code)).toContain('no-memory');
    expect(failures.find(({ host }) => host === 'h1')).toMatchObject({ verdict: 'found', vms: 2, left: [] });
    expect(moreVms).toBe(0);
    expect((await (await open([[8], [8], [8]])).page()).moreVms).toBeGreaterThan(3);
  });

  it('is kept by balancing if the policy says so, and the evaluation says why nothing moves', async () => {
    // h0 is busy; only h1 could take one of its VMs, and then nothing could take the large VM of h2
    const { cluster, evaluate } = await open([[8, 8, 8, 8], [16], [48, 10]], 1);
    await sayPolicy(database.db, cluster.id, { keepReserve: 'keep' });
    expect(await evaluate()).toMatchObject({ code: 'reserve-kept', facts: { failed: 'h2' } });
    await sayPolicy(database.db, cluster.id, { keepReserve: 'warn' });
    expect(await evaluate()).toMatchObject({ code: 'suggested' });
  });

  it('is checked again when a suggestion is approved', async () => {
    const { ctx, cluster, evaluate } = await open([[8, 8, 8, 8], [16], [48, 10]], 1);
    expect(await evaluate()).toMatchObject({ code: 'suggested' });
    const { id } = await database.db.plan.findFirstOrThrow({
      where: { clusterId: cluster.id, state: 'suggested' },
    });
    await sayPolicy(database.db, cluster.id, { keepReserve: 'keep' }); // it was planned without
    await expect(approvePlan({ ctx, input: { planId: id } })).rejects.toMatchObject({
      code: 'plan-uses-reserve',
      facts: { hosts: 'h2' },
    });
    await sayPolicy(database.db, cluster.id, { keepReserve: 'warn' });
    expect(await approvePlan({ ctx, input: { planId: id } })).toMatchObject({ runId: expect.any(String) });
  });

  it('is used by an evacuation, which says beforehand who could not fail meanwhile', async () => {
    const { ctx, hostId } = await open([[16], [40], [30]]);
    const { reserve } = await readEvacuation({ ctx, input: { hostIds: [await hostId('h0')] } });
    expect(reserve).toEqual({ state: 'in-use', more: 0, unsafe: ['h1', 'h2'] });
  });
});
