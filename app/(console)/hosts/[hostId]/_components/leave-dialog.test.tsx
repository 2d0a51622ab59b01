import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import type { HostReturn } from '@/lib/views/host/read-return';
import {
  balanceAfterReturnAction,
  leaveMaintenanceAction,
  previewReturnAction,
  returnHostAction,
} from '../actions';
import { LeaveDialog } from './leave-dialog';

vi.mock('../actions', () => ({
  balanceAfterReturnAction: vi.fn(),
  leaveMaintenanceAction: vi.fn(),
  previewReturnAction: vi.fn(),
  returnHostAction: vi.fn(),
}));
const preview = vi.mocked(previewReturnAction);
const leave = vi.mocked(leaveMaintenanceAction);
const bringBack = vi.mocked(returnHostAction);
const balance = vi.mocked(balanceAfterReturnAction);
beforeEach(() => {
  for (const action of [preview, leave, bringBack, balance]) action.mockReset();
});

const one: HostReturn = {
  moves: [
    { key: 'v1', vm: 'db-01', from: 'kvm-02', to: 'kvm-01', kind: 'live', seconds: 9, downtimeMs: 100 },
  ],
  staying: [{ vmId: 'v2', vm: 'web-01', code: 'moved-on', facts: { host: 'kvm-03' } }],
  seconds: 9,
  stopped: [],
};

async function open(found: HostReturn | null) {
  preview.mockResolvedValueOnce({ ok: true, value: found });
  const host = { id: 'h1', name: 'kvm-01', mode: 'maintenance' as const };
  const { user } = show(<LeaveDialog host={host} clusterId="c1" disabledReason={null} />);
  await user.click(screen.getByRole('button', { name: 'Leave maintenance mode…' }));
  return user;
}

it('leaves VMs where they are unless asked otherwise', async () => {
  leave.mockResolvedValueOnce({ ok: true, value: null });
  const user = await open(one);
  await user.click(screen.getByRole('button', { name: 'Return to service' }));
  expect(leave.mock.calls).toEqual([['h1', []]]);
  expect(await screen.findByText('kvm-01 is back in service')).toBeDefined();
});

it('shows which VMs would come back and which would not, and opens their job', async () => {
  bringBack.mockResolvedValueOnce({ ok: true, value: { runId: 'r1' } });
  const user = await open(one);
  await user.click(screen.getByRole('radio', { name: /^Bring them back/ }));
  expect(screen.getByText('kvm-02 → kvm-01')).toBeDefined();
  expect(screen.getByText('web-01').closest('li')?.textContent).toContain('kvm-03');
  await user.click(screen.getByRole('button', { name: 'Return and move 1 VM back' }));
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.job('r1')));
});

it('cannot bring back what never left, and says so', async () => {
  const user = await open(null);
  await user.click(screen.getByRole('radio', { name: /^Bring them back/ }));
  expect(screen.getAllByText('No VM can be brought back.').length).toBeGreaterThan(0);
  await user.click(screen.getByRole('button', { name: /Return to service/ }));
  expect(bringBack).not.toHaveBeenCalled();
});

it('opens the suggestion that balances the cluster', async () => {
  balance.mockResolvedValueOnce({ ok: true, value: { code: 'suggested', facts: {}, planId: 'p1' } });
  const user = await open(one);
  await user.click(screen.getByRole('radio', { name: /^Balance the cluster/ }));
  await user.click(screen.getByRole('button', { name: 'Return to service' }));
  expect(balance.mock.calls).toEqual([['h1', 'c1', []]]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.suggestion('p1')));
});

it('stays open with the reason if it is refused', async () => {
  leave.mockResolvedValueOnce({ ok: false, code: 'host-is-active', facts: { host: 'kvm-01' } });
  const user = await open(one);
  await user.click(screen.getByRole('button', { name: 'Return to service' }));
  expect((await screen.findByRole('alert')).textContent).toContain('kvm-01');
});

it('starts again what was shut down or saved, unless a person leaves it out', async () => {
  const stopped: HostReturn['stopped'] = [
    { vmId: 'v3', vm: 'cad-01', order: 'shutDown' },
    { vmId: 'v4', vm: 'erp-01', order: 'save' },
  ];
  const user = await open({ ...one, moves: [], staying: [], stopped });
  leave.mockResolvedValueOnce({ ok: true, value: null });
  await user.click(await screen.findByRole('checkbox', { name: /erp-01/ }));
  await user.click(screen.getByRole('button', { name: 'Return to service' }));
  expect(leave.mock.calls).toEqual([['h1', ['v3']]]);
});
