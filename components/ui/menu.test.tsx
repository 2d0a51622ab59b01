import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { show } from '../testing/show';
import { Button } from './button';
import { Menu } from './menu';

async function open() {
  const choose = vi.fn();
  const { user } = show(
    <Menu
      trigger={<Button>More</Button>}
      items={[
        { key: 'restart', label: 'Restart', onSelect: choose },
        { key: 'remove', label: 'Remove', disabledReason: 'A job runs there.', onSelect: choose },
        { key: 'open', label: 'Open', href: '/hosts/1' },
      ]}
    />,
  );
  await user.tab();
  await user.keyboard('{Enter}');
  return { user, choose };
}

const focused = () => document.activeElement?.textContent;

it('opens by keyboard, and arrow keys, Home and End move through its items', async () => {
  const { user } = await open();
  expect(focused()).toBe('Restart');
  await user.keyboard('{ArrowDown}');
  await user.keyboard('{ArrowDown}');
  expect(focused()).toBe('Open');
  await user.keyboard('{Home}');
  expect(focused()).toBe('Restart');
  await user.keyboard('{End}');
  expect(focused()).toBe('Open');
});

it('runs the chosen action and returns the focus', async () => {
  const { user, choose } = await open();
  await user.keyboard('{Enter}');
  expect(choose).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('menu')).toBeNull();
  expect(focused()).toBe('More');
});

it('shows why an item is disabled, and stays open', async () => {
  const { user, choose } = await open();
  await user.keyboard('{ArrowDown}');
  expect(focused()).toBe('RemoveA job runs there.');
  await user.keyboard('{Enter}');
  expect(choose).not.toHaveBeenCalled();
  expect(screen.queryByRole('menu')).not.toBeNull();
});

it('closes on Escape and returns the focus', async () => {
  const { user } = await open();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('menu')).toBeNull();
  expect(focused()).toBe('More');
});
