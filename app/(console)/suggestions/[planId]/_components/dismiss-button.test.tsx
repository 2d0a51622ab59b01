import { screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { dismissAction } from '../actions';
import { DismissButton } from './dismiss-button';

vi.mock('../actions', () => ({ dismissAction: vi.fn() }));
const dismiss = vi.mocked(dismissAction);
beforeEach(() => dismiss.mockReset());

async function dismissAs(answer: ActionResult) {
  dismiss.mockResolvedValueOnce(answer);
  const { user } = show(<DismissButton planId="p1" name="S-7" disabledReason={null} />);
  await user.click(screen.getByRole('button', { name: /Dismiss/ }));
  await user.selectOptions(screen.getByLabelText('Why'), 'too-many');
  await user.type(screen.getByLabelText('Note'), 'backup tonight');
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
}

it('sends the reason, says that it is done, and closes', async () => {
  await dismissAs({ ok: true, value: null });
  expect(dismiss.mock.calls).toEqual([['p1', { why: 'too-many', reason: 'backup tonight' }]]);
  expect(await screen.findByText('S-7 is dismissed')).toBeDefined();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(router.refresh).toHaveBeenCalledTimes(1);
});

it('stays open with the reason as typed if somebody else has decided', async () => {
  await dismissAs({ ok: false, code: 'conflict', facts: { target: 'S-7' } });
  expect(screen.getByLabelText('Note')).toHaveProperty('value', 'backup tonight');
  expect((await screen.findByRole('alert')).textContent).toContain('S-7');
  expect(router.refresh).toHaveBeenCalledTimes(1);
});

it('has no dialog for people who may not dismiss it', async () => {
  const { user } = show(<DismissButton planId="p1" name="S-7" disabledReason="Viewers change nothing." />);
  await user.click(screen.getByRole('button', { name: /Dismiss/ }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
