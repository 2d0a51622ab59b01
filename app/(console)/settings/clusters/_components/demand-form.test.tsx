import { screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import { Policy } from '@/lib/model/policy';
import { editPolicyAction } from '../actions';
import { DemandForm } from './demand-form';

vi.mock('../actions', () => ({ editPolicyAction: vi.fn() }));
const edit = vi.mocked(editPolicyAction);
beforeEach(() => edit.mockReset());

const cluster = {
  id: 'c1',
  name: 'east',
  policyVersion: 2,
  policy: Policy.parse({ usualDemandPercentile: 95 }),
};

async function save(percentile: string) {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const { user } = show(<DemandForm cluster={cluster} refusal={null} />);
  const field = screen.getByLabelText(/percentile/);
  expect(field).toHaveProperty('value', '95');
  await user.clear(field);
  if (percentile !== '') await user.type(field, percentile);
  await user.click(screen.getByRole('button'));
  return edit.mock.calls[0]?.[0];
}

it('saves how demand is smoothed', async () => {
  const change = { demandSeconds: 60, usualDemandSeconds: 3600, usualDemandPercentile: 90 };
  expect(await save('90')).toEqual({ scope: 'cluster', clusterId: 'c1', version: 2, change });
});

it('saves an empty percentile as none', async () => {
  expect(await save('')).toMatchObject({ change: { usualDemandPercentile: null } });
});
