import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '../testing/show';
import { useToast } from './toast';

function Starter() {
  const toast = useToast();
  return (
    <button
      type="button"
      onClick={() =>
        toast({ tone: 'ok', title: 'Moving db-01', action: { label: 'Open job', href: '/jobs/1' } })
      }
    >
      Start
    </button>
  );
}

const titles = () => screen.queryAllByRole('link', { name: 'Open job' });

it('shows what happened and the next step until it is closed', async () => {
  const { user } = show(<Starter />);
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(screen.getByText('Moving db-01')).toBeDefined();
  expect(titles()[0]?.getAttribute('href')).toBe('/jobs/1');
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByText('Moving db-01')).toBeNull();
});

it('shows no more than the last four', async () => {
  const { user } = show(<Starter />);
  for (let i = 0; i < 6; i++) await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(titles()).toHaveLength(4);
});
