import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import { EvacuateButton } from './evacuate-button';

const hosts = [
  { id: 'h1', name: 'kvm-01', vmCount: 3 },
  { id: 'h2', name: 'kvm-02', vmCount: 1 },
];
const open = () => screen.getByRole('button', { name: 'Evacuate a host\u2026' });
const preview = () => screen.getByRole('link').getAttribute('href');

it('leads to the preview of the chosen host', async () => {
  const { user } = show(<EvacuateButton hosts={hosts} disabledReason={null} />);
  await user.click(open());
  expect(preview()).toBe(paths.evacuate('h1'));
  await user.selectOptions(screen.getByRole('combobox'), 'h2');
  expect(preview()).toBe(paths.evacuate('h2'));
});

it('leads to a host that there is, also when hosts come and go', async () => {
  const { user, rerender } = show(<EvacuateButton hosts={[]} disabledReason={null} />);
  await user.click(open());
  expect(screen.queryByRole('dialog')).toBeNull();
  rerender(<EvacuateButton hosts={hosts} disabledReason={null} />);
  await user.click(open());
  expect(preview()).toBe(paths.evacuate('h1'));
  await user.selectOptions(screen.getByRole('combobox'), 'h2');
  rerender(<EvacuateButton hosts={hosts.slice(0, 1)} disabledReason={null} />);
  expect(preview()).toBe(paths.evacuate('h1'));
});
