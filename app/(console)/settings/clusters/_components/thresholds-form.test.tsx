import { screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { Policy } from '@/lib/model/policy';
import { editPolicyAction } from '../actions';
import { ThresholdsForm } from './thresholds-form';

vi.mock('../actions', () => ({ editPolicyAction: vi.fn() }));
const edit = vi.mocked(editPolicyAction);
beforeEach(() => edit.mockReset());

const cluster = {
  id: 'c1',
  name: 'east',
  policyVersion: 4,
  policy: Policy.parse({ cpuThresholdPercent: 80, memoryThresholdPercent: 90 }),
};
const cpu = () => screen.getByLabelText(/CPU/);
const save = () => screen.getByRole('button');

async function saveAs(answer: ActionResult) {
  edit.mockResolvedValueOnce(answer);
  const { user } = show(<ThresholdsForm cluster={cluster} refusal={null} />);
  await user.clear(cpu());
  await user.type(cpu(), '75');
  await user.click(save());
}

it('saves what is typed over the version that was shown, and says so', async () => {
  await saveAs({ ok: true, value: null });
  expect(edit.mock.calls).toEqual([
    [
      {
        scope: 'cluster',
        clusterId: 'c1',
        version: 4,
        change: { cpuThresholdPercent: 75, memoryThresholdPercent: 90 },
      },
    ],
  ]);
  expect(screen.getByText(/saved/i)).toBeDefined();
});

it('shows what is wrong with a field beside it, and puts the focus there', async () => {
  await saveAs({
    ok: false,
    code: 'invalid-input',
    facts: { field: 'change.cpuThresholdPercent', problem: 'format' },
  });
  expect(cpu().getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id);
  expect(document.activeElement).toBe(cpu());
});

it('shows what somebody else saved who was faster', async () => {
  await saveAs({ ok: false, code: 'conflict', facts: { target: 'east' } });
  expect(screen.getByRole('alert').textContent).toContain('east');
  expect(router.refresh).toHaveBeenCalledTimes(1);
});

it('says why it cannot be saved, and sends nothing', async () => {
  const { user } = show(<ThresholdsForm cluster={cluster} refusal="Viewers change nothing." />);
  await user.tab();
  expect(screen.getByRole('tooltip').textContent).toBe('Viewers change nothing.');
  await user.click(save());
  expect(edit).not.toHaveBeenCalled();
  expect(cpu()).toHaveProperty('disabled', true);
});
