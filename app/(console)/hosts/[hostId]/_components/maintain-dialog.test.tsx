import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { enterMaintenanceAction } from '../actions';
import { MaintainDialog } from './maintain-dialog';

vi.mock('../actions', () => ({ enterMaintenanceAction: vi.fn() }));
const enter = vi.mocked(enterMaintenanceAction);
beforeEach(() => enter.mockReset());

async function open(vmCount: number) {
  const { user } = show(
    <MaintainDialog host={{ id: 'h1', name: 'kvm-01', vmCount }} cluster="east" disabledReason={null} />,
  );
  await user.click(screen.getByRole('button', { name: 'Enter maintenance mode…' }));
  return user;
}

async function confirmAs(vmCount: number, answer: ActionResult<{ runId: string | null }>) {
  enter.mockResolvedValueOnce(answer);
  const user = await open(vmCount);
  await user.click(screen.getByRole('button', { name: 'Enter maintenance mode' }));
}

it('says before it acts how many VMs move, and where to see which', async () => {
  await open(3);
  const dialog = screen.getByRole('alertdialog');
  expect(dialog.textContent).toContain('Its 3 VMs move to other hosts of east first');
  expect(screen.getByRole('link', { name: 'Evacuate host' }).getAttribute('href')).toBe(paths.evacuate('h1'));
  expect(enter).not.toHaveBeenCalled();
});

it('opens the job that empties the host', async () => {
  await confirmAs(3, { ok: true, value: { runId: 'r1' } });
  expect(enter.mock.calls).toEqual([['h1']]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.job('r1')));
});

it('stays on the page of a host without VMs, and says what happens next', async () => {
  await confirmAs(0, { ok: true, value: { runId: null } });
  expect(await screen.findByText(/kvm-01 enters maintenance mode as soon as/)).toBeDefined();
  expect(router.push).not.toHaveBeenCalled();
});

it('stays open with the reason if it is refused', async () => {
  await confirmAs(3, { ok: false, code: 'conflict', facts: { target: 'kvm-01' } });
  expect((await screen.findByRole('alert')).textContent).toContain('kvm-01');
  expect(screen.getByRole('alertdialog')).toBeDefined();
  expect(router.push).not.toHaveBeenCalled();
});
