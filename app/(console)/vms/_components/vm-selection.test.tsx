import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import type { VmFilter } from '@/lib/model/list-filter';
import { setAutomationAction, undoAutomationAction } from '../actions';
import { AllVmsBox, VmBox, VmSelection } from './vm-selection';

vi.mock('../actions', () => ({ setAutomationAction: vi.fn(), undoAutomationAction: vi.fn() }));
const set = vi.mocked(setAutomationAction);
const undo = vi.mocked(undoAutomationAction);
beforeEach(() => {
  set.mockReset();
  undo.mockReset();
  set.mockResolvedValue({ ok: true, value: { changeId: 'ch1', count: 24_999 } });
  undo.mockResolvedValue({ ok: true, value: { count: 24_998, kept: 1 } });
});

const filter: VmFilter = {
  name: 'web',
  clusterId: null,
  hostId: null,
  tag: 'prod',
  show: 'all',
  sort: 'name',
};
const list = (
  <VmSelection filter={filter} total={25_000}>
    <AllVmsBox />
    <VmBox id="1" name="web-01" />
    <VmBox id="2" name="web-02" />
  </VmSelection>
);
const box = (name: string) => screen.getByRole('checkbox', { name });

async function exclude(user: ReturnType<typeof show>['user'], reason = ''): Promise<void> {
  await user.click(screen.getByRole('button', { name: 'Automation…' }));
  await user.click(screen.getByRole('radio', { name: /^Excluded/ }));
  if (reason) await user.type(screen.getByLabelText('Reason'), reason);
  await user.click(screen.getByRole('button', { name: 'Set automation' }));
}

it('changes all that match the filter except those that were taken out, and takes it back', async () => {
  const { user } = show(list);
  await user.click(box('Choose all that match'));
  await user.click(box('Choose web-02'));
  expect(screen.getByText('24,999 VMs chosen')).toBeDefined();
  await exclude(user, 'licence');
  expect(set).toHaveBeenCalledWith({
    vms: { filter, exceptIds: ['2'] },
    automation: 'excluded',
    reason: 'licence',
  });
  (await screen.findByRole('button', { name: 'Undo' })).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(undo).toHaveBeenCalledWith('ch1'));
  expect(await screen.findByText('24,998 VMs are as before')).toBeDefined();
  expect(screen.getByText('1 VM was changed again since, and stays as it is.')).toBeDefined();
  expect(screen.queryByText(/chosen/)).toBeNull(); // done: nothing is chosen any more
});

it('changes the chosen VMs only', async () => {
  const { user } = show(list);
  await user.click(box('Choose web-01'));
  await exclude(user);
  expect(set.mock.calls[0]?.[0].vms).toEqual({ vmIds: ['1'] });
});

it('keeps the choice if it fails, and says why', async () => {
  set.mockResolvedValue({ ok: false, code: 'not-allowed', facts: {} });
  const { user } = show(list);
  await user.click(box('Choose web-01'));
  await exclude(user);
  expect(await screen.findByText(/Your role does not allow this/)).toBeDefined();
  await user.keyboard('{Escape}');
  expect(screen.getByText('1 VM chosen')).toBeDefined();
});
