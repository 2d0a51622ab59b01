import { describe, expect, it } from 'vitest';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { editRule } from '../../lib/services/rules/edit-rule.ts';
import { removeRule } from '../../lib/services/rules/remove-rule.ts';
import type { RuleInput } from '../../lib/services/rules/rule-input.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { judgeDraft } from '../../lib/views/rules/judge-draft.ts';
import { readRule } from '../../lib/views/rules/read-rule.ts';
import { readRules } from '../../lib/views/rules/read-rules.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** Three hosts with even loads. Both databases are on one of them, and each web server is on another. */
async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { tags: name === 'h3' ? ['ssd'] : [] })),
    vms: [
      simulatedVm('db-01', 'h1', { tags: ['SQL', 'prod'] }),
      simulatedVm('db-02', 'h1', { tags: ['sql'] }),
      simulatedVm('web-01', 'h2', { tags: ['prod'] }),
      simulatedVm('web-02', 'h2'),
      simulatedVm('app-01', 'h3'),
      simulatedVm('app-02', 'h3'),
      simulatedVm('late-db', 'h2', { isAway: true, tags: ['sql'] }),
    ],
  });
  const admin = { ...made.ctx, actor: personWith('administrator') };
  const clusterId = made.cluster.id;
  const add = async (rule: Partial<RuleInput>) => {
    const whole = { name: 'Databases', kind: 'apart' as const, mode: 'must' as const, ...rule };
    return (await addRule({ ctx: admin, input: { clusterId, rule: whole } })).id;
  };
  const rules = async () => (await readRules({ ctx: made.ctx, input: { clusterId } })).rules;
  const suggest = async () => {
    await suggestMoves({ ctx: made.ctx, input: { clusterId } });
    return database.db.plan.findFirst({
      where: { clusterId, state: 'suggested' },
      include: { moves: { select: { vmName: true, reason: true } } },
    });
  };
  return { ...made, admin, clusterId, add, rules, suggest };
}

describe('the members of a rule', () => {
  it('are those that are picked, and those that match a pattern of names or a tag', async () => {
    const { add, rules, vmId } = await makeCluster();
    await add({ vmIds: [await vmId('app-01')], vmNames: ['WEB-??'], vmTags: ['Sql'] });
    const [rule] = await rules();
    expect(rule?.vms.map(({ name }) => name)).toEqual(['app-01', 'db-01', 'db-02', 'web-01', 'web-02']);
    expect(rule?.content).toMatchObject({ vmNames: ['WEB-??'], vmTags: ['sql'] });
  });

  it('include a new VM that matches from its first observation on, in plans too', async () => {
    const { add, rules, store, clock, collect, clusterId, hostId } = await makeCluster();
    await add({ vmTags: ['sql'] });
    await store.append(clock.now(), { type: 'place', vm: 'late-db', hostId: hostId('h2') });
    await collect();
    expect((await rules())[0]?.vms.map(({ name }) => name)).toEqual(['db-01', 'db-02', 'late-db']);
    const snapshot = snapshotOf(await readClusterState(database.db, clusterId), clock.now());
    expect(snapshot.rules[0]?.vmIds).toHaveLength(3);
    expect(snapshot.vms.find(({ name }) => name === 'late-db')?.hostId).toBe(hostId('h2'));
  });

  it('are hosts by the same rules, and the panel of a VM tells them', async () => {
    const { ctx, add, rules, vmId, hostId } = await makeCluster();
    await add({ name: 'Fast disks', kind: 'onHosts', vmNames: ['app-*'], hostTags: ['ssd'] });
    expect((await rules())[0]?.hosts.map(({ name }) => name)).toEqual(['h3']);
    const choice = { range: '24h', span: null, group: null } as const;
    const panel = await readVmPanel({
      ctx,
      input: { vmId: await vmId('app-01'), hostId: hostId('h3'), choice },
    });
    expect(panel?.rules).toMatchObject([{ name: 'Fast disks', otherVms: ['app-02'], hosts: ['h3'] }]);
  });
});

describe('a broken rule', () => {
  it('is shown with its VMs and hosts, and repaired by a suggestion if it must be kept', async () => {
    const { add, rules, suggest, clusterId, ctx } = await makeCluster();
    expect(await suggest()).toBeNull(); // loads are even
    await add({ vmTags: ['sql'] });
    expect((await rules())[0]?.broken).toMatchObject([
      { name: 'db-01', host: 'h1' },
      { name: 'db-02', host: 'h1' },
    ]);
    const plan = await suggest();
    expect(plan?.moves.map(({ reason }) => reason)).toContainEqual({
      code: 'repair-rule',
      facts: { rule: 'Databases' },
    });
    const { repair } = await readRules({ ctx, input: { clusterId } });
    expect(repair).toMatchObject({ planId: plan?.id, rules: ['Databases'] });
  });

  it('is shown but moves nothing by itself if it only should be kept', async () => {
    const { add, rules, suggest } = await makeCluster();
    await add({ mode: 'should', vmTags: ['sql'] });
    expect((await rules())[0]?.broken).toHaveLength(2);
    expect(await suggest()).toBeNull();
  });
});

describe('the outlook of a rule that is being edited', () => {
  it('names members, contradictions and what is broken now, and stores nothing', async () => {
    const { ctx, add, clusterId, vmId, rules } = await makeCluster();
    await add({ name: 'Pair', kind: 'together', vmIds: [await vmId('db-01'), await vmId('db-02')] });
    const rule = { name: 'Apart', kind: 'apart', mode: 'must', vmNames: ['db-*'] } as const;
    const outlook = await judgeDraft({ ctx, input: { clusterId, ruleId: null, rule } });
    expect(outlook).toMatchObject({
      vms: { count: 2, named: [{ name: 'db-01' }, { name: 'db-02' }] },
      broken: [
        { vm: 'db-01', host: 'h1' },
        { vm: 'db-02', host: 'h1' },
      ],
      contradictions: [{ code: 'rules-contradict', facts: { rule: 'Pair', otherRule: 'Apart' } }],
    });
    expect(await rules()).toHaveLength(1);
  });

  it('judges a stored rule as it would be, not as it is', async () => {
    const { ctx, add, clusterId } = await makeCluster();
    const ruleId = await add({ vmTags: ['sql'] });
    const rule = { name: 'Databases', kind: 'together', mode: 'must', vmTags: ['sql'] } as const;
    const outlook = await judgeDraft({ ctx, input: { clusterId, ruleId, rule } });
    expect(outlook).toMatchObject({ broken: [], contradictions: [] });
  });
});

describe('changes of rules', () => {
  it('are audited with the rule before and after, and are an event', async () => {
    const { admin, add, vmId, clusterId } = await makeCluster();
    const ruleId = await add({ vmIds: [await vmId('db-01'), await vmId('db-02')] });
    const rule = { name: 'Databases', kind: 'onHosts', mode: 'should', vmTags: ['sql'], hostNames: ['h?'] };
    await editRule({ ctx: admin, input: { ruleId, version: 1, rule } });
    await removeRule({ ctx: admin, input: { ruleId, version: 2 } });
    const entries = await database.db.auditEntry.findMany({
      where: { targetId: ruleId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['rule.add', 'rule.change', 'rule.remove']);
    expect(entries[1]?.details).toMatchObject({
      from: { kind: 'apart', mode: 'must', vmIds: 'db-01, db-02', vmTags: null },
      to: { kind: 'onHosts', mode: 'should', vmIds: null, vmTags: 'sql', hostNames: 'h?' },
    });
    const events = await database.db.event.findMany({ where: { clusterId, topic: 'policy' } });
    expect(events.map(({ facts }) => facts)).toContainEqual(expect.objectContaining({ rule: 'Databases' }));
  });

  it('tell the second of two administrators, and keep what the first has saved', async () => {
    const { admin, add, rules } = await makeCluster();
    const ruleId = await add({ vmTags: ['sql'] });
    const rule = (vmTags: string[]) => ({ name: 'Databases', kind: 'apart', mode: 'must', vmTags });
    await editRule({ ctx: admin, input: { ruleId, version: 1, rule: rule(['prod']) } });
    const second = editRule({ ctx: admin, input: { ruleId, version: 1, rule: rule(['web']) } });
    await expect(second).rejects.toMatchObject({ code: 'conflict', facts: { target: 'Databases' } });
    const removal = removeRule({ ctx: admin, input: { ruleId, version: 1 } });
    await expect(removal).rejects.toMatchObject({ code: 'conflict' });
    expect((await rules())[0]).toMatchObject({ version: 2, content: { vmTags: ['prod'] } });
  });

  it.each([
    [{ vmNames: ['web-[0-9]'] }, 'rule.vmNames', 'pattern-brackets'],
    [{ vmTags: ['a,b'] }, 'rule.vmTags', 'tag'],
    [{}, 'rule.vmIds', 'no-vms'],
    [{ kind: 'onHosts' as const, vmTags: ['sql'] }, 'rule.hostIds', 'no-hosts'],
    [{ name: ' ', vmTags: ['sql'] }, 'rule.name', 'required'],
  ])('are refused with the field and the problem: %j', async (rule, field, problem) => {
    const { add } = await makeCluster();
    await expect(add(rule)).rejects.toMatchObject({ code: 'invalid-input', facts: { field, problem } });
  });

  it('are refused for one VM alone, a name that is taken, and a rule that is gone', async () => {
    const { admin, add, vmId } = await makeCluster();
    const one = { vmIds: [await vmId('db-01')] };
    await expect(add(one)).rejects.toMatchObject({ facts: { field: 'rule.vmIds', problem: 'one-vm' } });
    const ruleId = await add({ vmTags: ['sql'] });
    await expect(add({ vmTags: ['prod'] })).rejects.toMatchObject({
      code: 'rule-name-taken',
      facts: { rule: 'Databases' },
    });
    await removeRule({ ctx: admin, input: { ruleId, version: 1 } });
    const again = removeRule({ ctx: admin, input: { ruleId, version: 1 } });
    await expect(again).rejects.toMatchObject({ code: 'rule-not-found' });
  });

  it('are for administrators', async () => {
    const { ctx, clusterId } = await makeCluster();
    const rule = { name: 'x', kind: 'apart', mode: 'must', vmNames: ['*'] };
    await expect(addRule({ ctx, input: { clusterId, rule } })).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

it('gives the form of a rule with the tags that are known', async () => {
  const { ctx, add, clusterId, vmId } = await makeCluster();
  const ruleId = await add({ vmIds: [await vmId('web-02'), await vmId('app-01')] });
  const form = await readRule({ ctx, input: { clusterId, ruleId } });
  expect(form.pickedVms.map(({ name }) => name)).toEqual(['app-01', 'web-02']);
  expect(form.tags).toEqual({ vms: ['prod', 'sql'], hosts: ['ssd'] });
  const none = readRule({ ctx, input: { clusterId, ruleId: clusterId } });
  await expect(none).rejects.toMatchObject({ code: 'rule-not-found' });
});
