import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import { EvacuateHostsButton } from './evacuate-hosts-button';

const hosts = ['h1', 'h2', 'h3'].map((id) => ({ id, name: `kvm-${id}`, vmCount: 2 }));
const link = () => screen.queryByRole('link')?.getAttribute('href');

it('leads to one preview of all hosts that are chosen', async () => {
  const { user } = show(<EvacuateHostsButton label="Evacuate" hosts={hosts} disabledReason={null} />);
  await user.click(screen.getByRole('button', { name: 'Evacuate' }));
  expect(link()).toBeUndefined();
  await user.click(screen.getByRole('checkbox', { name: /kvm-h3/ }));
  expect(link()).toBe(paths.evacuate('h3'));
  await user.click(screen.getByRole('checkbox', { name: /kvm-h1/ }));
  expect(link()).toBe(paths.evacuate('h1', { also: ['h3'] }));
});

it('begins with the hosts of the page, and says why it cannot be used', async () => {
  const props = { label: 'Evacuate', hosts, chosenIds: ['h1', 'h2'] };
  const { user, rerender } = show(<EvacuateHostsButton {...props} disabledReason={null} />);
  await user.click(screen.getByRole('button', { name: 'Evacuate' }));
  await user.click(screen.getByRole('checkbox', { name: /kvm-h1/ }));
  expect(link()).toBe(paths.evacuate('h2'));
  await user.keyboard('{Escape}');
  rerender(<EvacuateHostsButton {...props} disabledReason="not now" />);
  await user.click(screen.getByRole('button', { name: 'Evacuate' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
