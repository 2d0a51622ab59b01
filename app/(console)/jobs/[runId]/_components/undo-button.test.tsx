import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { undoAction } from '../actions';
import { UndoButton } from './undo-button';

vi.mock('../actions', () => ({ undoAction: vi.fn() }));
const undo = vi.mocked(undoAction);
beforeEach(() => undo.mockReset());

async function undoAs(answer: ActionResult<{ runId: string }>) {
  undo.mockResolvedValueOnce(answer);
  const { user } = show(
    <UndoButton runId="r1" name="Evacuate kvm-01" disabledReason={null}>
      <p>web-01 moves back</p>
    </UndoButton>,
  );
  await user.click(screen.getByRole('button', { name: 'Undo job…' }));
  expect(screen.getByRole('alertdialog').textContent).toContain('web-01 moves back');
  expect(undo).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Move them back' }));
}

it('shows what would move before it asks, and opens the new job', async () => {
  await undoAs({ ok: true, value: { runId: 'r2' } });
  expect(undo.mock.calls).toEqual([['r1']]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.job('r2')));
});

it('stays open with the reason if it is refused', async () => {
  await undoAs({ ok: false, code: 'conflict', facts: { target: 'Evacuate kvm-01' } });
  expect((await screen.findByRole('alert')).textContent).toContain('Evacuate kvm-01');
  expect(router.push).not.toHaveBeenCalled();
});
