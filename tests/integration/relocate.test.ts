import { describe, expect, it } from 'vitest';
import { previewRelocation, relocateVms } from '../../lib/services/orders/relocate-vms.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { readWhatIf } from '../../lib/views/what-if/read-what-if.ts';
import { WhatIfData } from '../../lib/views/what-if/what-if-data.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: ['a', 'b', 'c'].map((name) => simulatedVm(name, 'h1')),
  });
  const clusterId = made.cluster.id;
  const wanted = async (places: Record<string, string>) =>
    Promise.all(
      Object.entries(places).map(async ([vm, host]) => ({
        vmId: await made.vmId(vm),
        toHostId: made.hostId(host),
      })),
    );
  const input = async (places: Record<string, string>) => ({ clusterId, wanted: await wanted(places) });
  return { ...made, clusterId, input };
}

describe('moves that somebody tried', () => {
  it('are one job, whose moves are checked and made, and audited with the names of the VMs', async () => {
    const { ctx, input, finish, places } = await makeCluster();
    const asked = await input({ a: 'h2', b: 'h3' });
    const { plan, refused } = await previewRelocation({ ctx, input: asked });
    expect([plan.moves.length, refused]).toEqual([2, []]);
    const { runId } = await relocateVms({ ctx, input: asked });
    await finish(runId);
    expect(await places()).toEqual({ a: 'h2', b: 'h3', c: 'h1' });
    const run = await database.db.run.findUniqueOrThrow({ where: { id: runId } });
    expect([run.kind, run.state]).toEqual(['migrate', 'succeeded']);
    const entry = await database.db.auditEntry.findFirstOrThrow({
      where: { action: 'vm.migrate' },
      orderBy: { id: 'desc' },
    });
    expect(entry).toMatchObject({ target: 'a, b', details: { moves: 2 } });
  });

  it('are all refused if a rule forbids one of them, which the preview names', async () => {
    const { ctx, clusterId, input, places } = await makeCluster();
    const rule = { name: 'Apart', kind: 'apart', mode: 'must', vmNames: ['a', 'b'] };
    await addRule({ ctx: { ...ctx, actor: personWith('administrator') }, input: { clusterId, rule } });
    const asked = await input({ a: 'h2', b: 'h2' });
    const { refused } = await previewRelocation({ ctx, input: asked });
    expect(refused).toMatchObject([{ code: 'keep-apart', facts: { rule: 'Apart' } }]);
    await expect(relocateVms({ ctx, input: asked })).rejects.toMatchObject({
      code: 'relocation-refused',
      facts: { reason: 'keep-apart' },
    });
    expect(await places()).toEqual({ a: 'h1', b: 'h1', c: 'h1' });
  });

  it('are for operators, and the browser gets what the planner sees', async () => {
    const { ctx, clusterId, input } = await makeCluster();
    const viewer = { ...ctx, actor: personWith('viewer') };
    const asked = await input({ a: 'h2' });
    await expect(relocateVms({ ctx: viewer, input: asked })).rejects.toMatchObject({ code: 'not-allowed' });
    const data = await readWhatIf({ ctx: viewer, input: { clusterId } });
    const sent = WhatIfData.parse(JSON.parse(JSON.stringify(data)));
    expect(sent.snapshot.vms.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(sent.policy).toEqual(data.policy);
  });

  it('are tried with moves in flight where those go, each VM once', async () => {
    const { ctx, clusterId, input, hostId } = await makeCluster();
    await relocateVms({ ctx, input: await input({ a: 'h2' }) });
    const { snapshot } = await readWhatIf({ ctx, input: { clusterId } });
    expect(snapshot.vms.map((vm) => [vm.name, vm.hostId, vm.automation])).toEqual([
      ['a', hostId('h2'), 'excluded'],
      ['b', hostId('h1'), 'inherit'],
      ['c', hostId('h1'), 'inherit'],
    ]);
  });
});
