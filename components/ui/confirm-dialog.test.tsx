import { act, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { pending, show } from '../testing/show';
import { Button } from './button';
import { ConfirmDialog } from './confirm-dialog';

function ask(onConfirm: () => Promise<string | undefined>) {
  return show(
    <ConfirmDialog
      trigger={<Button>Remove</Button>}
      title="Remove kvm-03?"
      description="Its history stays."
      confirmLabel="Remove the host"
      onConfirm={onConfirm}
    />,
  );
}

it('closes on Escape without doing anything, and returns the focus', async () => {
  const onConfirm = vi.fn(async () => undefined);
  const { user } = ask(onConfirm);
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  expect(screen.getByRole('alertdialog', { name: 'Remove kvm-03?' })).toHaveProperty('isConnected', true);
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove' }));
  expect(onConfirm).not.toHaveBeenCalled();
});

it('stays open with the reason of a failure, and forgets it when it is opened again', async () => {
  const { user } = ask(async () => 'A job still runs there.');
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  await user.click(screen.getByRole('button', { name: 'Remove the host' }));
  expect(screen.getByRole('alert').textContent).toBe('A job still runs there.');
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('sends one request even if it is pressed again, and closes when it is done', async () => {
  const answer = pending<undefined>();
  const onConfirm = vi.fn(() => answer.promise);
  const { user } = ask(onConfirm);
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  const confirm = screen.getByRole('button', { name: 'Remove the host' });
  await user.click(confirm);
  await user.click(confirm);
  expect(confirm.getAttribute('aria-busy')).toBe('true');
  expect(onConfirm).toHaveBeenCalledTimes(1);
  await act(async () => answer.resolve(undefined));
  expect(screen.queryByRole('alertdialog')).toBeNull();
});
