import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import type { RuleForm as RuleFormData } from '@/lib/views/rules/read-rule';
import { addRuleAction, editRuleAction, judgeDraftAction } from '../actions';
import { RuleForm } from './rule-form';
import { searchVms } from './search-members';

vi.mock('../actions', () => ({ addRuleAction: vi.fn(), editRuleAction: vi.fn(), judgeDraftAction: vi.fn() }));
vi.mock('./search-members', async (original) => ({
  ...(await original<typeof import('./search-members')>()),
  searchVms: vi.fn(),
}));
const add = vi.mocked(addRuleAction);
const edit = vi.mocked(editRuleAction);
const judge = vi.mocked(judgeDraftAction);

const vm = (name: string) => ({ id: `id-${name}`, name });
const empty: RuleFormData = {
  cluster: { id: 'c1', name: 'prod' },
  rule: null,
  pickedVms: [],
  hosts: [vm('kvm-01'), vm('kvm-02')],
  tags: { vms: ['sql'], hosts: [] },
};
const stored: RuleFormData = {
  ...empty,
  rule: {
    id: 'r1',
    version: 4,
    content: {
      name: 'Databases',
      kind: 'apart',
      mode: 'must',
      vmIds: ['id-db-01'],
      vmNames: ['db-*'],
      vmTags: [],
      hostIds: [],
      hostNames: [],
      hostTags: [],
    },
  },
  pickedVms: [vm('db-01')],
};

beforeEach(() => {
  for (const action of [add, edit, judge]) action.mockReset();
  judge.mockResolvedValue({ ok: false, code: 'invalid-input', facts: { field: 'rule.vmIds' } });
  vi.mocked(searchVms).mockResolvedValue({ total: 2, found: [vm('db-01'), vm('db-02')] });
});

it('adds a rule of picked VMs, patterns and tags, and leads back to the rules', async () => {
  add.mockResolvedValueOnce({ ok: true, value: { id: 'r2' } });
  const { user } = show(<RuleForm form={empty} refusal={null} />);
  await user.type(screen.getByLabelText('Name'), 'Databases');
  await user.click(await screen.findByRole('checkbox', { name: 'db-02' }));
  await user.type(screen.getByLabelText('VM name patterns'), 'sql-*, pg-??');
  await user.type(screen.getByLabelText('VM tags'), 'sql');
  await user.click(screen.getByRole('button', { name: 'Add rule' }));
  expect(add).toHaveBeenCalledWith({
    clusterId: 'c1',
    rule: {
      name: 'Databases',
      kind: 'apart',
      mode: 'must',
      vmIds: ['id-db-02'],
      vmNames: ['sql-*', 'pg-??'],
      vmTags: ['sql'],
      hostIds: [],
      hostNames: [],
      hostTags: [],
    },
  });
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.rules('c1')));
});

it('shows who is in the rule, what it contradicts and what breaks it', async () => {
  judge.mockResolvedValue({
    ok: true,
    value: {
      vms: { count: 2, named: [vm('db-01'), vm('db-02')] },
      hosts: { count: 0, named: [] },
      contradictions: [{ code: 'rules-contradict', facts: { rule: 'Pair', otherRule: 'Databases' } }],
      broken: [{ vm: 'db-01', host: 'kvm-01' }],
    },
  });
  show(<RuleForm form={stored} refusal={null} />);
  expect(await screen.findByText('The rules “Pair” and “Databases” contradict each other')).toBeDefined();
  expect(screen.getByText('1 VM breaks it now')).toBeDefined();
  expect(screen.getByText('db-01 on kvm-01')).toBeDefined();
  expect(judge.mock.calls[0]?.[0]).toMatchObject({ ruleId: 'r1', rule: { vmIds: ['id-db-01'] } });
});

it('says beside a pattern what is wrong with it while it is typed', async () => {
  judge.mockResolvedValue({
    ok: false,
    code: 'invalid-input',
    facts: { field: 'rule.vmNames', problem: 'pattern-brackets' },
  });
  show(<RuleForm form={stored} refusal={null} />);
  expect(await screen.findByText(/Sets such as \[0-9\]/)).toBeDefined();
  expect(screen.getByLabelText('VM name patterns').getAttribute('aria-invalid')).toBe('true');
});

it('keeps what was entered after a conflict, and loads the saved rule on request', async () => {
  edit.mockResolvedValueOnce({ ok: false, code: 'conflict', facts: { target: 'Databases' } });
  const { user } = show(<RuleForm form={stored} refusal={null} />);
  await user.type(screen.getByLabelText('VM tags'), 'sql');
  await user.click(screen.getByRole('button', { name: 'Save rule' }));
  expect(edit.mock.calls[0]?.[0]).toMatchObject({ ruleId: 'r1', version: 4, rule: { vmTags: ['sql'] } });
  expect(await screen.findByText(/Somebody else changed Databases first/)).toBeDefined();
  expect(screen.getByLabelText('VM tags')).toHaveProperty('value', 'sql');
  expect(router.refresh).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Load the saved rule' }));
  expect(router.refresh).toHaveBeenCalled();
});

it('asks for hosts only if the kind of rule names them', async () => {
  const { user } = show(<RuleForm form={empty} refusal={null} />);
  expect(screen.queryByLabelText('Host name patterns')).toBeNull();
  await user.selectOptions(screen.getByLabelText('Type'), 'onHosts');
  expect(screen.getByLabelText('Host name patterns')).toBeDefined();
  expect(await screen.findByRole('checkbox', { name: 'kvm-02' })).toBeDefined();
});
