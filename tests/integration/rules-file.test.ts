import { describe, expect, it } from 'vitest';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { editRule } from '../../lib/services/rules/edit-rule.ts';
import { importRules, previewImport } from '../../lib/services/rules/import-rules.ts';
import { removeRule } from '../../lib/services/rules/remove-rule.ts';
import { setAutomation } from '../../lib/services/vms/set-automation.ts';
import { exportRules } from '../../lib/views/rules/export-rules.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** Two rules, of every way to choose, and two VMs with an automation of their own. */
async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms: ['db-01', 'db-02', 'web-01'].map((name) => simulatedVm(name, 'h1')),
  });
  const clusterId = made.cluster.id;
  const ctx = { ...made.ctx, actor: personWith('administrator') };
  const vmIds = [await made.vmId('db-02'), await made.vmId('db-01')];
  const apart = { name: 'Databases', kind: 'apart', mode: 'must', vmIds, vmTags: ['sql'] };
  const licence = {
    name: 'Licence',
    kind: 'onHosts',
    mode: 'should',
    vmNames: ['db-*'],
    hostIds: [made.hostId('h2')],
    hostNames: ['h?'],
  };
  const { id: apartId } = await addRule({ ctx, input: { clusterId, rule: apart } });
  await addRule({ ctx, input: { clusterId, rule: licence } });
  await setAutomation({ ctx, input: { vms: { vmIds: vmIds.slice(0, 1) }, automation: 'excluded' } });
  await setAutomation({ ctx, input: { vms: { vmIds: [await made.vmId('web-01')] }, automation: 'manual' } });
  const save = async () => (await exportRules({ ctx, input: { clusterId } })).file;
  const preview = (file: unknown) =>
    previewImport({
      ctx,
      input: { clusterId, text: typeof file === 'string' ? file : JSON.stringify(file) },
    });
  const load = async (file: unknown, digest?: string) => {
    const seen = digest ?? (await preview(file)).digest;
    return importRules({ ctx, input: { clusterId, text: JSON.stringify(file), digest: seen } });
  };
  return { ...made, ctx, clusterId, apartId, apart, save, preview, load };
}

describe('the file of the rules of a cluster', () => {
  it('brings back the same rules and levels after all of them were removed', async () => {
    const { ctx, clusterId, save, load, preview } = await makeCluster();
    const file = await save();
    expect(file).toMatchObject({
      rules: [
        { name: 'Databases', kind: 'apart', vms: [{ name: 'db-01' }, { name: 'db-02' }], vmTags: ['sql'] },
        { name: 'Licence', mode: 'should', vmNames: ['db-*'], hosts: ['h2'], hostNames: ['h?'] },
      ],
      automation: [
        { vm: { name: 'db-02' }, level: 'excluded' },
        { vm: { name: 'web-01' }, level: 'manual' },
      ],
    });
    expect(await preview(file)).toMatchObject({ lines: [], same: 4 });
    for (const { id, version } of await database.db.rule.findMany({ where: { clusterId } }))
      await removeRule({ ctx, input: { ruleId: id, version } });
    const vms = await database.db.vm.findMany({ where: { clusterId } });
    await setAutomation({ ctx, input: { vms: { vmIds: vms.map(({ id }) => id) }, automation: 'inherit' } });
    expect((await save()).rules).toEqual([]);
    expect(await load(file)).toEqual({ rules: 2, vms: 2 });
    expect(await save()).toEqual(file);
  });

  it('is read entry by entry: what is wrong with one does not keep the others', async () => {
    const { preview, load, save } = await makeCluster();
    const file = {
      format: 'ballast-rules/1',
      rules: [
        { name: 'Web', kind: 'apart', vms: ['web-01', { name: 'db-01' }] },
        { name: 'Gone', kind: 'apart', vms: ['web-01', 'old-01'] },
        { name: 'Odd', kind: 'beside', vms: ['web-01'] },
        { name: 'Sets', kind: 'apart', vmNames: ['web-[0-9]'] },
        { name: 'Web', kind: 'apart', vmNames: ['*'] },
        { name: 'Licence', kind: 'onHosts', mode: 'should', vmNames: ['db-*'], hosts: ['h9'] },
        { name: 'Databases', kind: 'apart', mode: 'should', vms: ['db-01', 'db-02'], vmTags: ['sql'] },
        'nothing',
      ],
      automation: [
        { vm: 'db-01', level: 'manual' },
        { vm: 'old-01', level: 'excluded' },
      ],
    };
    const { lines } = await preview(file);
    expect(lines.map(({ at, name, outcome, fault }) => [at, name, outcome, fault?.code ?? null])).toEqual([
      ['rules[0]', 'Web', 'add', null],
      ['rules[1]', 'Gone', 'faulty', 'import-vm-missing'],
      ['rules[2]', 'Odd', 'faulty', 'invalid-input'],
      ['rules[3]', 'Sets', 'faulty', 'invalid-input'],
      ['rules[4]', 'Web', 'faulty', 'import-twice'],
      ['rules[5]', 'Licence', 'faulty', 'import-host-missing'],
      ['rules[6]', 'Databases', 'change', null],
      ['rules[7]', '-', 'faulty', 'invalid-input'],
      ['automation[0]', 'db-01', 'change', null],
      ['automation[1]', 'old-01', 'faulty', 'import-vm-missing'],
    ]);
    expect(lines[6]?.changes).toEqual([{ field: 'mode', from: 'must', to: 'should' }]);
    expect(lines[3]?.fault?.facts).toMatchObject({ field: 'vmNames', problem: 'pattern-brackets' });
    expect(await load(file)).toEqual({ rules: 2, vms: 1 });
    expect((await save()).rules.map(({ name, mode }) => `${name} ${mode}`)).toEqual([
      'Databases should',
      'Licence should',
      'Web must',
    ]);
  });

  it('changes nothing if it would do something else than was shown', async () => {
    const { ctx, apartId, apart, save, preview, load } = await makeCluster();
    const file = await save();
    const changed = { ...file, rules: file.rules.map((rule) => ({ ...rule, mode: 'should' })) };
    const { digest } = await preview(changed);
    await editRule({ ctx, input: { ruleId: apartId, version: 1, rule: { ...apart, vmTags: ['prod'] } } });
    await expect(load(changed, digest)).rejects.toMatchObject({ code: 'conflict' });
    expect((await save()).rules.map(({ mode }) => mode)).toEqual(['must', 'should']);
  });

  it.each([
    ['not json', 'file-not-json'],
    [{ rules: [] }, 'file-invalid'],
    [[], 'file-invalid'],
    ['x'.repeat(700_001), 'file-too-large'],
  ])('is refused as a whole if it is no such file (%#)', async (file, code) => {
    const { preview } = await makeCluster();
    await expect(preview(file)).rejects.toMatchObject({ code });
  });
});
