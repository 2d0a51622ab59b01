import { screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { editClusterAction } from '../actions';
import { IntervalForm } from './interval-form';

vi.mock('../actions', () => ({ editClusterAction: vi.fn() }));
const edit = vi.mocked(editClusterAction);
beforeEach(() => edit.mockReset());

const cluster = { id: 'c1', name: 'east', intervalSeconds: 15, managerFigures: null };

async function saveAs(answer: ActionResult) {
  edit.mockResolvedValueOnce(answer);
  const { user } = show(<IntervalForm cluster={cluster} refusal={null} />);
  const field = screen.getByLabelText(/Interval/);
  await user.clear(field);
  await user.type(field, '30');
  await user.click(screen.getByRole('button'));
}

it('saves the interval, with the one that was shown, and says so', async () => {
  await saveAs({ ok: true, value: null });
  expect(edit.mock.calls).toEqual([[{ clusterId: 'c1', intervalSeconds: 30, seenSeconds: 15 }]]);
  expect(screen.getByText(/saved/i)).toBeDefined();
});

it('names the range of a value outside it beside the field', async () => {
  const facts = { field: 'intervalSeconds', problem: 'tooBig', limit: 300 };
  await saveAs({ ok: false, code: 'invalid-input', facts });
  expect(screen.getByRole('alert').textContent).toContain('300');
});

it('shows what somebody else saved who was faster', async () => {
  await saveAs({ ok: false, code: 'conflict', facts: { target: 'east' } });
  expect(screen.getByRole('alert').textContent).toContain('east');
  expect(router.refresh).toHaveBeenCalled();
});

it('offers the figures of a manager that has two kinds, with what they cost', async () => {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const { user } = show(<IntervalForm cluster={{ ...cluster, managerFigures: 'summary' }} refusal={null} />);
  expect(screen.getByText(/request for every 64/)).toBeDefined();
  await user.selectOptions(screen.getByLabelText(/Figures of vCenter/), 'samples');
  await user.click(screen.getByRole('button'));
  expect(edit.mock.calls).toEqual([
    [{ clusterId: 'c1', intervalSeconds: 15, seenSeconds: 15, figures: 'samples' }],
  ]);
});
