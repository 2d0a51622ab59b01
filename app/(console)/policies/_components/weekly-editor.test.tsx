import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import type { WeeklyInterval } from '@/lib/model/weekly-interval';
import { WeeklyEditor } from './weekly-editor';

const everyNight = { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '06:00' };

/** An editor that keeps what is entered. */
function Editor({ start, onChange }: { start: WeeklyInterval[]; onChange: (next: unknown) => void }) {
  const [intervals, setIntervals] = useState<readonly WeeklyInterval[]>(start);
  const change = (next: readonly WeeklyInterval[]) => {
    setIntervals(next);
    onChange(next);
  };
  return <WeeklyEditor name="windows" intervals={intervals} isDisabled={false} onChange={change} />;
}

it('adds every night with one click', async () => {
  const onChange = vi.fn();
  const { user } = show(<Editor start={[]} onChange={onChange} />);
  await user.click(screen.getByRole('button', { name: 'Add window' }));
  expect(onChange.mock.lastCall).toEqual([[everyNight]]);
  expect(screen.getByText('on the next day')).toBeDefined();
});

it('changes days and times by keyboard alone', async () => {
  const onChange = vi.fn();
  const { user } = show(<Editor start={[{ days: [6], from: '22:00', to: '06:00' }]} onChange={onChange} />);
  const row = within(screen.getByRole('group', { name: 'Window 1' }));
  await user.tab();
  expect(document.activeElement).toBe(row.getByRole('checkbox', { name: 'Monday' }));
  await user.keyboard(' ');
  expect(onChange.mock.lastCall).toEqual([[{ days: [1, 6], from: '22:00', to: '06:00' }]]);
  await user.click(row.getByRole('checkbox', { name: 'Saturday' }));
  const until = row.getByLabelText('Window 1: until');
  await user.clear(until);
  await user.type(until, '23:30');
  expect(onChange.mock.lastCall).toEqual([[{ days: [1], from: '22:00', to: '23:30' }]]);
  expect(screen.queryByText('on the next day')).toBeNull();
});

it('removes one of several', async () => {
  const onChange = vi.fn();
  const { user } = show(<Editor start={[everyNight, { ...everyNight, days: [1] }]} onChange={onChange} />);
  await user.click(screen.getByRole('button', { name: 'Remove Window 1' }));
  expect(onChange.mock.lastCall).toEqual([[{ ...everyNight, days: [1] }]]);
});
