import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { now, show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';
import { startPatchRunAction } from '../actions';
import { PatchForm } from './patch-form';

vi.mock('../actions', () => ({ startPatchRunAction: vi.fn() }));
const start = vi.mocked(startPatchRunAction);
beforeEach(() => start.mockReset());

type PlannedHost = PatchPlanPage['hosts'][number];
const host = (name: string, moves: number, more: Partial<PlannedHost> = {}): PlannedHost => ({
  hostId: `id-${name}`,
  name,
  mode: 'active',
  connection: 'up',
  staysAway: false,
  isSeen: true,
  hasShell: true,
  blockers: [],
  left: [],
  emptying: { vms: moves, moves, moveSeconds: 60 },
  forecast: { vms: moves, moves, evacuateSeconds: 65, stepSeconds: 105, backSeconds: 75, basis: 'file' },
  ...more,
});

const plan: PatchPlanPage = {
  cluster: { id: 'c1', name: 'prod', hosts: 2, rules: 0, intervalSeconds: 15, notReady: null },
  now,
  failuresToSurvive: 1,
  hosts: [host('kvm-01', 3), host('kvm-02', 5, { blockers: ['gpu-01'], hasShell: false })],
  steps: [
    {
      name: 'update',
      description: 'Install updates',
      restarts: true,
      time: { stepSeconds: 100, basis: 'file' },
    },
  ],
  fileProblem: null,
  person: { stepSeconds: 600, basis: 'assumed' },
  activeRunId: null,
  runs: [],
};

const form = (disabledReason: string | null = null) =>
  show(<PatchForm plan={plan} timeZone="UTC" disabledReason={disabledReason} />);
const button = () => screen.getByRole('button', { name: 'Start patch run' });
const order = () => screen.getByRole('table', { name: 'Order' });

it('shows what the choices lead to, and starts a run with them', async () => {
  start.mockResolvedValueOnce({ ok: true, value: { patchRunId: 'p1' } });
  const { user } = form();
  // 8 moves, and for each host: its moves, its step, and the way back
  expect(screen.getByText('8', { selector: 'dd' })).toBeDefined();
  expect(screen.getByText('8 min 10 s', { selector: 'dd' })).toBeDefined();
  await user.click(within(order()).getByRole('checkbox', { name: 'Patch kvm-02' }));
  expect(screen.getByText('3', { selector: 'dd' })).toBeDefined();
  await user.selectOptions(screen.getByLabelText('Afterwards'), 'stay');
  await user.click(button());
  expect(start.mock.calls[0]?.[0]).toMatchObject({
    clusterId: 'c1',
    hostIds: ['id-kvm-01'],
    step: 'command',
    stepName: 'update',
    token: null,
    back: 'stay',
    hostsAtOnce: 1,
    windows: [],
  });
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.patchRun('p1')));
});

it('says which host cannot run a command, and which VM cannot leave', async () => {
  const { user } = form();
  expect(screen.getByText(/kvm-02 has no SSH address/)).toBeDefined();
  expect(screen.getAllByText(/1 VM cannot leave: gpu-01/).length).toBeGreaterThan(0);
  await user.click(button());
  expect(start).not.toHaveBeenCalled();
});

it('asks for a token where another system says that a step is done', async () => {
  start.mockResolvedValueOnce({ ok: false, code: 'patch-run-active', facts: { cluster: 'prod' } });
  const { user } = form();
  await user.selectOptions(screen.getByLabelText('Step of each host'), 'webhook');
  await user.click(button());
  expect(start).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('Token'), 'a-token-of-many-characters');
  await user.click(button());
  expect(start.mock.calls[0]?.[0]).toMatchObject({
    step: 'webhook',
    stepName: null,
    token: 'a-token-of-many-characters',
  });
  expect((await screen.findByRole('alert')).textContent).toContain('prod is being patched already');
});

it('limits when a host may begin', async () => {
  const { user } = form();
  await user.selectOptions(screen.getByLabelText('Step of each host'), 'person');
  await user.selectOptions(screen.getByLabelText('A host may begin'), 'weekend');
  start.mockResolvedValueOnce({ ok: true, value: { patchRunId: 'p1' } });
  await user.click(button());
  expect(start.mock.calls[0]?.[0]).toMatchObject({
    windows: [{ days: [0, 6], from: '22:00', to: '06:00' }],
    timeZone: 'UTC',
  });
});

it('cannot be started without the role', async () => {
  const { user } = form('Your role may not patch hosts.');
  await user.click(button());
  expect(start).not.toHaveBeenCalled();
});
